-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context analytics_reporting.

CREATE TABLE analytics_events (
    event_id uuid PRIMARY KEY,
    event_name character varying(80) NOT NULL,
    customer_id bigint,
    session_id uuid,
    page_path text,
    properties jsonb NOT NULL DEFAULT '{}',
    experiments hstore,
    client_address inet,
    viewport integer[],
    duration_ms double precision,
    occurred_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE analytics_events IS 'What visitors do in the shop';
COMMENT ON COLUMN analytics_events.customer_id IS 'Empty for visitors without an account; no foreign key, so that events outlive customers';
COMMENT ON COLUMN analytics_events.viewport IS 'Width and height in pixels';
CREATE INDEX analytics_events_time ON analytics_events USING brin (occurred_at);

CREATE TABLE report_definitions (
    report_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    query_text text NOT NULL,
    query_document tsvector GENERATED ALWAYS AS (to_tsvector('simple', query_text)) STORED,
    run_at time without time zone,
    repeat_every interval,
    recipients text[] NOT NULL DEFAULT '{}',
    owner uuid REFERENCES users
);
COMMENT ON TABLE report_definitions IS 'Reports that run on a schedule';

CREATE TABLE dashboard_configs (
    dashboard_id uuid PRIMARY KEY,
    title text NOT NULL,
    layout jsonb NOT NULL,
    refresh_seconds integer NOT NULL DEFAULT 300,
    reports integer[] NOT NULL DEFAULT '{}',
    shared_with oid,
    updated_at timestamp with time zone NOT NULL DEFAULT now()
);
COMMENT ON TABLE dashboard_configs IS 'Layouts of dashboards';
COMMENT ON COLUMN dashboard_configs.shared_with IS 'Database role that may read the dashboard, by its number';
