-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context audit_compliance. The log is partitioned by month.

CREATE TABLE audit_logs (
    audit_id bigint GENERATED ALWAYS AS IDENTITY,
    occurred_at timestamp with time zone NOT NULL,
    actor uuid,
    actor_address inet,
    action character varying(60) NOT NULL,
    object_type character varying(60) NOT NULL,
    object_id text,
    old_values jsonb,
    new_values jsonb,
    transaction_number xid8,
    PRIMARY KEY (audit_id, occurred_at)
) PARTITION BY RANGE (occurred_at);
COMMENT ON TABLE audit_logs IS 'Who changed what and when; one partition a month';
COMMENT ON COLUMN audit_logs.actor IS 'User of the back office; empty when the system itself acted';

CREATE TABLE audit_logs_2026_01 PARTITION OF audit_logs
    FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');
CREATE TABLE audit_logs_2026_02 PARTITION OF audit_logs
    FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');
CREATE TABLE audit_logs_2026_03 PARTITION OF audit_logs
    FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-04-01 00:00:00+00');
CREATE TABLE audit_logs_other PARTITION OF audit_logs DEFAULT;

CREATE TABLE compliance_reports (
    report_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    standard character varying(40) NOT NULL,
    period daterange NOT NULL,
    findings integer NOT NULL DEFAULT 0,
    document xml,
    digest bit varying(256),
    signed_by uuid REFERENCES users,
    signed_at timestamp with time zone
);
COMMENT ON TABLE compliance_reports IS 'Reports handed to auditors';
COMMENT ON COLUMN compliance_reports.digest IS 'SHA-256 of the signed document';

CREATE TABLE data_lineage (
    lineage_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_relation text NOT NULL,
    target_relation text NOT NULL,
    column_pairs text[][] NOT NULL DEFAULT '{}',
    transformation text,
    valid_from date NOT NULL,
    UNIQUE (source_relation, target_relation, valid_from)
);
COMMENT ON TABLE data_lineage IS 'Which data comes from which';
COMMENT ON COLUMN data_lineage.column_pairs IS 'Two names each: column of the source, column of the target';
