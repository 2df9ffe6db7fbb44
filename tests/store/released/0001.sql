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
INSERT INTO "alembic_version" VALUES('0001');
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
INSERT INTO "assessments" VALUES('aaa51c53a6d02','tiny','1','91a8ed14f6659b3707882c8e3607306b77958cda0ec7795c05c568c75f259af3','{"crc":"7f007d1b","id":"harbour","name":"示例港城","name_en":"Sample Harbour","fictional":true,"city_class":"big","subtypes":[],"admin_rank":null,"population":null,"border":null,"coast":null,"hub":null,"bri_node":null,"open_platforms":null,"io_seats":null,"consulates":null,"sister_cities":null,"networks":null,"focus":[]}','{"crc":"04989aa9","period":"2025","cut_off":"2025-12-31","mode":"workshop","variant":"full","weights":{"preset":"equal","levels":{},"dimensions":{},"indicators":{}},"targets":{},"pattern":null}','2026-01-05T12:00:00.000000+00:00','2026-01-05T12:00:00.000000+00:00',1);
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
INSERT INTO "audit" VALUES(1,'2026-01-05T12:00:00.000000+00:00','甲','assessment.begun','aaa51c53a6d02','{"mode": "workshop", "variant": "full"}','0000000000000000000000000000000000000000000000000000000000000000','c990ff46e89d3d9f3fcc7e680e982ba24406cefccc73c138243bbc590a8bd566');
INSERT INTO "audit" VALUES(2,'2026-01-05T12:01:00.000000+00:00','甲','rating.set','aaa51c53a6d02','{"after": 1, "before": null, "indicator": "x1", "version": 1}','c990ff46e89d3d9f3fcc7e680e982ba24406cefccc73c138243bbc590a8bd566','cfae64fc55e5f608712c0c9d8d94a97db53361c7c738b6860d8946118e55a6e6');
INSERT INTO "audit" VALUES(3,'2026-01-05T12:02:00.000000+00:00','甲','rating.set','aaa51c53a6d02','{"after": 2, "before": null, "indicator": "x2", "version": 1}','cfae64fc55e5f608712c0c9d8d94a97db53361c7c738b6860d8946118e55a6e6','38c1eef21865ff4fce7054feeacf7c01254a857dc3319c6b856e962b89954b4f');
INSERT INTO "audit" VALUES(4,'2026-01-05T12:03:00.000000+00:00','甲','rating.set','aaa51c53a6d02','{"after": 3, "before": null, "indicator": "y1", "version": 1}','38c1eef21865ff4fce7054feeacf7c01254a857dc3319c6b856e962b89954b4f','903252fc98f3820424e7f66a4ea66b69772e09198c1d97d4fe748bc71beb580c');
INSERT INTO "audit" VALUES(5,'2026-01-05T12:04:00.000000+00:00','乙','rating.set','aaa51c53a6d02','{"after": 4, "before": 1, "indicator": "x1", "version": 2}','903252fc98f3820424e7f66a4ea66b69772e09198c1d97d4fe748bc71beb580c','0a6e1533ea1b5f7c2f81e7fced7513330400d5ee323190e1191e08d22dec2888');
INSERT INTO "audit" VALUES(6,'2026-01-05T12:05:00.000000+00:00','乙','rating.undone','aaa51c53a6d02','{"after": 1, "before": 4, "indicator": "x1", "version": 3}','0a6e1533ea1b5f7c2f81e7fced7513330400d5ee323190e1191e08d22dec2888','f7da4d20873e34e7e95931598475daf5c05529a9ca73860a6b41202305d88cd5');
INSERT INTO "audit" VALUES(7,'2026-01-05T12:06:00.000000+00:00','甲','evidence.added','aaa51c53a6d02','{"evidence": "E1", "grade": "E2"}','f7da4d20873e34e7e95931598475daf5c05529a9ca73860a6b41202305d88cd5','b50fce97edf1d5aa418da5358d58be9fb0abc97b58aa8a71dfcc7770a5a68146');
INSERT INTO "audit" VALUES(8,'2026-01-05T12:07:00.000000+00:00','甲','comparison.added','lakeside','{}','b50fce97edf1d5aa418da5358d58be9fb0abc97b58aa8a71dfcc7770a5a68146','441e928156cea92a62834b760f96134e3a7d6ffcf5ab69e2f6c0a27196320969');
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
INSERT INTO "evidence" VALUES('aaa51c53a6d02','E1',1,'{"crc":"e2f2a4c4","id":"E1","title":"会议纪要","date":"2025-03-01","holder":"办公室","grade":"E2","indicators":["x1"]}','甲','2026-01-05T12:06:00.000000+00:00',1);
CREATE TABLE profiles (
	id VARCHAR NOT NULL, 
	assessment TEXT NOT NULL, 
	actor VARCHAR NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_profiles PRIMARY KEY (id)
);
INSERT INTO "profiles" VALUES('lakeside','{"crc":"4a1b5a38","id":"lakeside","rubric_id":"tiny","rubric_version":"1","city":{"id":"harbour","name":"示例港城","name_en":"Sample Harbour","fictional":true,"city_class":"big","subtypes":[],"admin_rank":null,"population":null,"border":null,"coast":null,"hub":null,"bri_node":null,"open_platforms":null,"io_seats":null,"consulates":null,"sister_cities":null,"networks":null,"focus":[]},"period":"2025","cut_off":"2025-12-31","mode":"workshop","variant":"full","weights":{"preset":"equal","levels":{},"dimensions":{},"indicators":{}},"targets":{},"ratings":{"x1":{"outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""},"x2":{"outcome":2,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""},"y1":{"outcome":3,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}},"evidence":[{"id":"E1","title":"会议纪要","date":"2025-03-01","holder":"办公室","grade":"E2","indicators":["x1"]}],"pattern":null}','甲','2026-01-05T12:07:00.000000+00:00',1);
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
INSERT INTO "rating_changes" VALUES(1,'aaa51c53a6d02','x1',NULL,'{"crc":"17c5a2bd","outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',1,'甲','2026-01-05T12:01:00.000000+00:00','set',NULL);
INSERT INTO "rating_changes" VALUES(2,'aaa51c53a6d02','x2',NULL,'{"crc":"a843586f","outcome":2,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',1,'甲','2026-01-05T12:02:00.000000+00:00','set',NULL);
INSERT INTO "rating_changes" VALUES(3,'aaa51c53a6d02','y1',NULL,'{"crc":"c2c10e21","outcome":3,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',1,'甲','2026-01-05T12:03:00.000000+00:00','set',NULL);
INSERT INTO "rating_changes" VALUES(4,'aaa51c53a6d02','x1','{"crc":"17c5a2bd","outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','{"crc":"6f4096f9","outcome":4,"reason":"","grade":null,"further_evidence_offline":false,"note":"","external_constraint":""}',2,'乙','2026-01-05T12:04:00.000000+00:00','set',NULL);
INSERT INTO "rating_changes" VALUES(5,'aaa51c53a6d02','x1','{"crc":"6f4096f9","outcome":4,"reason":"","grade":null,"further_evidence_offline":false,"note":"","external_constraint":""}','{"crc":"17c5a2bd","outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}',3,'乙','2026-01-05T12:05:00.000000+00:00','undo',4);
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
INSERT INTO "ratings" VALUES('aaa51c53a6d02','x1','{"crc":"17c5a2bd","outcome":1,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','乙','2026-01-05T12:05:00.000000+00:00',3);
INSERT INTO "ratings" VALUES('aaa51c53a6d02','x2','{"crc":"a843586f","outcome":2,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','甲','2026-01-05T12:02:00.000000+00:00',1);
INSERT INTO "ratings" VALUES('aaa51c53a6d02','y1','{"crc":"c2c10e21","outcome":3,"reason":"","grade":null,"further_evidence_offline":false,"note":"会议纪要在办公室","external_constraint":""}','甲','2026-01-05T12:03:00.000000+00:00',1);
CREATE INDEX ix_rating_changes_indicator ON rating_changes (assessment_id, indicator);
CREATE INDEX ix_rating_changes_actor ON rating_changes (assessment_id, actor);
CREATE INDEX ix_rating_changes_undoes ON rating_changes (undoes);
CREATE INDEX ix_audit_subject ON audit (subject);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER rating_changes_no_update BEFORE UPDATE ON rating_changes BEGIN SELECT RAISE(ABORT, 'rating_changes is append-only'); END;
COMMIT;
