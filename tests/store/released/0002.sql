BEGIN TRANSACTION;
CREATE TABLE about (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_about PRIMARY KEY ("key")
);
INSERT INTO "about" VALUES('product','0.1.0');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE assessments (
	id VARCHAR NOT NULL, 
	rubric_id VARCHAR NOT NULL, 
	rubric_version VARCHAR NOT NULL, 
	rubric_fingerprint VARCHAR NOT NULL, 
	city TEXT NOT NULL, 
	setup TEXT NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_assessments PRIMARY KEY (id)
);
INSERT INTO "assessments" VALUES('a25a0bad7721c','tiny','1','91a8ed14f6659b3707882c8e3607306b77958cda0ec7795c05c568c75f259af3','{"crc":"7f007d1b","id":"harbour","name":"示例港城","name_en":"Sample Harbour","fictional":true,"city_class":"big","subtypes":[],"admin_rank":null,"population":null,"border":null,"coast":null,"hub":null,"bri_node":null,"open_platforms":null,"io_seats":null,"consulates":null,"sister_cities":null,"networks":null,"focus":[]}','{"crc":"04989aa9","period":"2025","cut_off":"2025-12-31","mode":"workshop","variant":"full","weights":{"preset":"equal","levels":{},"dimensions":{},"indicators":{}},"targets":{},"pattern":null}','2026-11-24T17:16:41.736933+00:00','2026-11-24T17:16:41.736933+00:00',1);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	previous VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-24T17:16:41.736933+00:00','甲','assessment.begun','a25a0bad7721c','{"mode": "workshop", "variant": "full"}','0000000000000000000000000000000000000000000000000000000000000000','25621b6d1f99281fb6e5818defa69cd263571f7f497576ceb6a545436950eb34');
INSERT INTO "audit" VALUES(2,'2026-11-24T17:16:41.744666+00:00','甲','rating.set','a25a0bad7721c','{"after": 1, "before": null, "indicator": "x1", "version": 1}','25621b6d1f99281fb6e5818defa69cd263571f7f497576ceb6a545436950eb34','98970b74dcd25c7c2f1be0836902b9a94b3380cdc452b718bd9bc61df8bdade1');
INSERT INTO "audit" VALUES(3,'2026-11-24T17:16:41.749380+00:00','甲','rating.set','a25a0bad7721c','{"after": 2, "before": null, "indicator": "x2", "version": 1}','98970b74dcd25c7c2f1be0836902b9a94b3380cdc452b718bd9bc61df8bdade1','3ecf7a4487905224060ebc8e0abdbcdcee5c9a85d04984a1ab1460b5dfd79ae0');
INSERT INTO "audit" VALUES(4,'2026-11-24T17:16:41.751476+00:00','甲','rating.set','a25a0bad7721c','{"after": 3, "before": null, "indicator": "y1", "version": 1}','3ecf7a4487905224060ebc8e0abdbcdcee5c9a85d04984a1ab1460b5dfd79ae0','3316f2bc31556040fa3e10e5b80dd424da39e48bf8d8fc2c5544d6de7c4b2105');
CREATE TABLE ballot_keys (
	participant_id VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	CONSTRAINT pk_ballot_keys PRIMARY KEY (participant_id, digest), 
	CONSTRAINT fk_ballot_keys_participant_id FOREIGN KEY(participant_id) REFERENCES participants (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE ballots (
	participant_id VARCHAR NOT NULL, 
	indicator VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	level INTEGER, 
	reason VARCHAR NOT NULL, 
	CONSTRAINT pk_ballots PRIMARY KEY (participant_id, indicator, round), 
	CONSTRAINT fk_ballots_participant_id FOREIGN KEY(participant_id) REFERENCES participants (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE boards (
	workshop_id VARCHAR NOT NULL, 
	indicator VARCHAR NOT NULL, 
	CONSTRAINT pk_boards PRIMARY KEY (workshop_id), 
	CONSTRAINT fk_boards_workshop_id FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);
CREATE TABLE evidence (
	assessment_id VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	entry TEXT, 
	actor VARCHAR NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (assessment_id, id), 
	CONSTRAINT fk_evidence_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE TABLE participants (
	id VARCHAR NOT NULL, 
	workshop_id VARCHAR NOT NULL, 
	group_id VARCHAR NOT NULL, 
	mark VARCHAR NOT NULL, 
	unit VARCHAR, 
	token VARCHAR, 
	paper BOOLEAN NOT NULL, 
	removed BOOLEAN NOT NULL, 
	CONSTRAINT pk_participants PRIMARY KEY (id), 
	CONSTRAINT fk_participants_workshop_id FOREIGN KEY(workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE profiles (
	id VARCHAR NOT NULL, 
	assessment TEXT NOT NULL, 
	actor VARCHAR NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_profiles PRIMARY KEY (id)
);
CREATE TABLE rating_changes (
	id INTEGER NOT NULL, 
	assessment_id VARCHAR NOT NULL, 
	indicator VARCHAR NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	version INTEGER NOT NULL, 
	actor VARCHAR NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	kind VARCHAR NOT NULL, 
	undoes INTEGER, 
	CONSTRAINT pk_rating_changes PRIMARY KEY (id), 
	CONSTRAINT fk_rating_changes_assessment_id FOREIGN KEY(assessment_id, indicator) REFERENCES ratings (assessment_id, indicator) ON DELETE CASCADE, 
	CONSTRAINT fk_rating_changes_undoes FOREIGN KEY(undoes) REFERENCES rating_changes (id) ON DELETE CASCADE
);
INSERT INTO "rating_changes" VALUES(1,'a25a0bad7721c','x1',NULL,'{"crc":"17c5a2bd","outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',1,'甲','2026-11-24T17:16:41.744666+00:00','set',NULL);
INSERT INTO "rating_changes" VALUES(2,'a25a0bad7721c','x2',NULL,'{"crc":"a843586f","outcome":2,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',1,'甲','2026-11-24T17:16:41.749380+00:00','set',NULL);
INSERT INTO "rating_changes" VALUES(3,'a25a0bad7721c','y1',NULL,'{"crc":"c2c10e21","outcome":3,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',1,'甲','2026-11-24T17:16:41.751476+00:00','set',NULL);
CREATE TABLE ratings (
	assessment_id VARCHAR NOT NULL, 
	indicator VARCHAR NOT NULL, 
	rating TEXT, 
	actor VARCHAR NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_ratings PRIMARY KEY (assessment_id, indicator), 
	CONSTRAINT fk_ratings_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "ratings" VALUES('a25a0bad7721c','x1','{"crc":"17c5a2bd","outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','甲','2026-11-24T17:16:41.744666+00:00',1);
INSERT INTO "ratings" VALUES('a25a0bad7721c','x2','{"crc":"a843586f","outcome":2,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','甲','2026-11-24T17:16:41.749380+00:00',1);
INSERT INTO "ratings" VALUES('a25a0bad7721c','y1','{"crc":"c2c10e21","outcome":3,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','甲','2026-11-24T17:16:41.751476+00:00',1);
CREATE TABLE workshops (
	id VARCHAR NOT NULL, 
	assessment_id VARCHAR NOT NULL, 
	state TEXT NOT NULL, 
	stage VARCHAR NOT NULL, 
	locked BOOLEAN NOT NULL, 
	code VARCHAR, 
	link VARCHAR, 
	expires_at VARCHAR(32) NOT NULL, 
	timer_ends_at VARCHAR(32), 
	kept TEXT, 
	purged BOOLEAN NOT NULL, 
	made_at VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_workshops PRIMARY KEY (id), 
	CONSTRAINT fk_workshops_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX ix_rating_changes_indicator ON rating_changes (assessment_id, indicator);
CREATE INDEX ix_rating_changes_actor ON rating_changes (assessment_id, actor);
CREATE INDEX ix_rating_changes_undoes ON rating_changes (undoes);
CREATE INDEX ix_audit_subject ON audit (subject);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER rating_changes_no_update BEFORE UPDATE ON rating_changes BEGIN SELECT RAISE(ABORT, 'rating_changes is append-only'); END;
CREATE INDEX ix_workshops_assessment_id ON workshops (assessment_id);
CREATE UNIQUE INDEX ix_workshops_code ON workshops (code);
CREATE UNIQUE INDEX ix_workshops_link ON workshops (link);
CREATE UNIQUE INDEX ix_participants_mark ON participants (workshop_id, mark);
CREATE UNIQUE INDEX ix_participants_token ON participants (token);
COMMIT;
