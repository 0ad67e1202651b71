-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a catalog of the shop must not show: the migration tool's own table, leftovers of imports, and another schema.

CREATE TABLE flyway_schema_history (
    installed_rank integer PRIMARY KEY,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone NOT NULL DEFAULT now(),
    execution_time integer NOT NULL,
    success boolean NOT NULL
);

CREATE TABLE tmp_import_batch (
    line_number integer,
    raw_line text,
    error text
);

CREATE TABLE temp_price_upload (
    sku text,
    new_price text,
    uploaded_at timestamp without time zone
);

CREATE SCHEMA batch;
COMMENT ON SCHEMA batch IS 'Nightly jobs; not part of the catalog';

CREATE TABLE batch.job_runs (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_name text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    succeeded boolean
);

CREATE TABLE batch.job_steps (
    run_id bigint NOT NULL REFERENCES batch.job_runs ON DELETE CASCADE,
    step smallint NOT NULL,
    message text,
    PRIMARY KEY (run_id, step)
);
