-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context integration_api.

CREATE TABLE api_keys (
    key_id uuid PRIMARY KEY,
    owner uuid NOT NULL REFERENCES users,
    label text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}',
    allowed_from cidr,
    rate_limit integer NOT NULL DEFAULT 60,
    expires_at timestamp with time zone
);
COMMENT ON TABLE api_keys IS 'Keys of partner systems';
COMMENT ON COLUMN api_keys.rate_limit IS 'Requests a minute';

CREATE TABLE webhook_configs (
    webhook_id uuid PRIMARY KEY,
    key_id uuid NOT NULL REFERENCES api_keys ON DELETE CASCADE,
    url text NOT NULL,
    events text[] NOT NULL,
    secret_name text NOT NULL,
    retry_delays interval[] NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE webhook_configs IS 'Where partners want to be told of events';
COMMENT ON COLUMN webhook_configs.secret_name IS 'Name of the secret that signs the calls, not its value';

CREATE TABLE integration_logs (
    log_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_id uuid REFERENCES api_keys ON DELETE SET NULL,
    "externalRef" text,
    method character varying(8) NOT NULL,
    path text NOT NULL,
    status smallint NOT NULL,
    request_headers jsonb,
    request_body bytea,
    elapsed interval NOT NULL,
    called_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE integration_logs IS 'Calls of the partner API';
COMMENT ON COLUMN integration_logs."externalRef" IS 'The partner''s own number, under the name that its system uses';
CREATE INDEX integration_logs_time ON integration_logs (called_at);
