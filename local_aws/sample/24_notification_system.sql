-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context notification_system.

CREATE TABLE notification_templates (
    template_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code character varying(60) NOT NULL,
    channel notification_channel NOT NULL,
    language character varying(8) NOT NULL,
    subject text,
    body text NOT NULL,
    placeholders text[] NOT NULL DEFAULT '{}',
    version smallint NOT NULL DEFAULT 1,
    UNIQUE (code, channel, language, version)
);
COMMENT ON TABLE notification_templates IS 'Texts of notifications, by channel and language';

CREATE TABLE notifications (
    notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
    template_id integer NOT NULL REFERENCES notification_templates,
    channel notification_channel NOT NULL,
    fallback_channels notification_channel[] NOT NULL DEFAULT '{}',
    parameters jsonb NOT NULL DEFAULT '{}',
    send_after timestamp with time zone NOT NULL,
    sent_at timestamp with time zone
);
COMMENT ON TABLE notifications IS 'Messages to customers, sent and waiting';
COMMENT ON COLUMN notifications.fallback_channels IS 'Tried in this order when the channel fails';

CREATE TABLE delivery_logs (
    log_id bigserial PRIMARY KEY,
    notification_id bigint NOT NULL REFERENCES notifications ON DELETE CASCADE,
    attempt smallint NOT NULL,
    succeeded boolean NOT NULL,
    provider_code integer,
    latency interval(3),
    response text,
    logged_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE delivery_logs IS 'Attempts to deliver a notification';
CREATE INDEX delivery_logs_notification ON delivery_logs (notification_id);
