-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context configuration_management.

CREATE TABLE application_configs (
    application character varying(60) NOT NULL,
    key character varying(120) NOT NULL,
    value jsonb NOT NULL,
    is_secret boolean NOT NULL DEFAULT false,
    changed_by uuid REFERENCES users,
    changed_at timestamp with time zone NOT NULL DEFAULT now(),
    PRIMARY KEY (application, key)
);
COMMENT ON TABLE application_configs IS 'Settings of the services';
COMMENT ON COLUMN application_configs.is_secret IS 'True when value only holds the name of a secret';

CREATE TABLE feature_flags (
    flag_id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name character varying(80) NOT NULL UNIQUE,
    enabled boolean NOT NULL DEFAULT false,
    rollout percentage NOT NULL DEFAULT 0,
    audiences bit varying(32),
    rules json,
    expires_on date
);
COMMENT ON TABLE feature_flags IS 'Switches of features';
COMMENT ON COLUMN feature_flags.rollout IS 'Share of the visitors who see the feature';

CREATE TABLE environment_settings (
    environment character varying(20) PRIMARY KEY,
    base_url text NOT NULL,
    allowed_networks cidr[] NOT NULL DEFAULT '{}',
    maintenance_windows tsrange[],
    gateway_hardware macaddr8,
    variables hstore NOT NULL DEFAULT ''
);
COMMENT ON TABLE environment_settings IS 'One row an environment';
