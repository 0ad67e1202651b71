-- SPDX-License-Identifier: GPL-3.0-or-later
-- A few thousand rows, the same ones every time: nothing here depends on the clock or on chance.
-- Identity keys start at 1 and follow the order of generate_series, so that rows can name each other.

INSERT INTO customers (public_id, email, given_name, family_name, country, birth_date, is_active, tags, created_at, updated_at)
SELECT CAST(md5('customer-' || g) AS uuid),
       'customer' || g || '@example.com',
       (ARRAY['Aiko', 'Haruto', 'Mei', 'Ren', 'Sakura', 'Emma', 'Liam', 'Noor'])[1 + g % 8],
       (ARRAY['Sato', 'Suzuki', 'Takahashi', 'Tanaka', 'Ito', 'Smith', 'Garcia'])[1 + g % 7],
       (ARRAY['JP', 'JP', 'JP', 'SG', 'US'])[1 + g % 5],
       DATE '1960-01-01' + (g * 97) % 16000,
       g % 17 <> 0,
       CASE WHEN g % 4 = 0 THEN ARRAY['vip', 'newsletter'] ELSE ARRAY['newsletter'] END,
       TIMESTAMPTZ '2025-01-01 00:00:00+09' + g * INTERVAL '31 hours',
       TIMESTAMPTZ '2026-01-01 00:00:00+09' + g * INTERVAL '3 hours'
FROM generate_series(1, 200) AS g;

INSERT INTO customer_profiles (customer_id, phone, home_address, avatar, attributes, loyalty_points, lifetime_value, last_seen_from)
SELECT g,
       '+81-3-5550-' || lpad(CAST(g AS text), 4, '0'),
       CAST(ROW(g || '-1 Marunouchi', NULL, 'Tokyo', '100-' || lpad(CAST(g AS text), 4, '0'), 'JP') AS postal_address),
       CASE WHEN g % 10 = 0 THEN decode(md5(CAST(g AS text)), 'hex') END,
       jsonb_build_object('interests', ARRAY['books', 'games'], 'household', 1 + g % 5),
       g * 13 % 5000,
       g * 1234.567,
       CAST('192.0.2.' || g AS inet)
FROM generate_series(1, 200) AS g;

INSERT INTO customer_preferences (customer_id, channel, enabled, quiet_hours_start, quiet_hours_end, language, settings)
SELECT g, channel, (g + ord) % 3 <> 0, TIME '22:00', TIMETZ '07:00+09', CASE WHEN g % 5 = 4 THEN 'en' ELSE 'ja' END,
       hstore(ARRAY['digest', 'sound'], ARRAY['daily', 'off'])
FROM generate_series(1, 200) AS g
CROSS JOIN unnest(ARRAY['email', 'push']::notification_channel[]) WITH ORDINALITY AS c(channel, ord);

INSERT INTO users (user_id, username, email, password_hash, mfa_secret, status, failed_logins, last_login_at, last_login_from, created_at)
SELECT CAST(md5('user-' || g) AS uuid), 'Staff' || g, 'staff' || g || '@example.com', md5('not a real hash ' || g),
       decode(md5('mfa-' || g), 'hex'), CASE WHEN g % 13 = 0 THEN 'left' ELSE 'active' END, g % 3,
       TIMESTAMPTZ '2026-03-01 08:00:00+09' + g * INTERVAL '7 minutes', CAST('198.51.100.' || g AS inet),
       TIMESTAMPTZ '2024-04-01 09:00:00+09' + g * INTERVAL '5 days'
FROM generate_series(1, 40) AS g;

INSERT INTO roles (code, label, granted_networks, flags)
VALUES ('admin', 'Administrator', '{}', B'11111111'),
       ('support', 'Customer support', '{10.0.0.0/16,192.0.2.0/24}', B'00001111'),
       ('warehouse', 'Warehouse', '{10.0.0.0/16}', B'00000011'),
       ('audit', 'Auditor', '{}', B'10000000');

INSERT INTO permissions (role_id, resource, actions, granted_by, valid_during)
SELECT role_id, resource, ARRAY['read', 'write'], CAST(md5('user-1') AS uuid), daterange('2026-01-01', NULL)
FROM roles
CROSS JOIN unnest(ARRAY['orders', 'products', 'customers', 'payments', 'shipments']) AS resource;

INSERT INTO user_sessions (session_id, user_id, started_at, expires_at, client_address, device_address, user_agent)
SELECT CAST(md5('session-' || g) AS uuid), CAST(md5('user-' || (1 + g % 40)) AS uuid),
       TIMESTAMPTZ '2026-02-01 08:00:00+09' + g * INTERVAL '47 minutes',
       TIMESTAMPTZ '2026-02-01 16:00:00+09' + g * INTERVAL '47 minutes',
       CAST('198.51.100.' || (1 + g % 40) AS inet), CAST('02:00:00:00:00:' || lpad(to_hex(g % 256), 2, '0') AS macaddr),
       'Mozilla/5.0 (X11; Linux x86_64)'
FROM generate_series(1, 120) AS g;

INSERT INTO categories (parent_id, slug, name, path, sort_order)
SELECT CASE WHEN g > 4 THEN 1 + g % 4 END, 'category-' || g, 'Category ' || g,
       CASE WHEN g > 4 THEN ARRAY[1 + g % 4] ELSE '{}' END, g
FROM generate_series(1, 20) AS g;

INSERT INTO products (sku, category_id, name, description, list_price, tax_rate, weight_kg, price_window, specifications, attributes, images,
                      released_on, discontinued)
SELECT 'SKU-' || lpad(CAST(g AS text), 8, '0'), 5 + g % 16, 'Product ' || g, 'A thing of kind ' || g % 9 || ', good for many years',
       100 + (g * 379) % 20000, CASE WHEN g % 6 = 0 THEN 8 ELSE 10 END, 0.1 * (1 + g % 50),
       numrange(80 + (g * 379) % 20000, 120 + (g * 379) % 20000),
       CAST('<product><warranty>' || 1 + g % 3 || '</warranty></product>' AS xml),
       jsonb_build_object('material', (ARRAY['wood', 'steel', 'cotton'])[1 + g % 3]), ARRAY['front-' || g || '.jpg', 'back-' || g || '.jpg'],
       DATE '2024-01-01' + g * 3, g % 29 = 0
FROM generate_series(1, 150) AS g;

INSERT INTO product_variants (product_id, color, size, ean, price_difference, dimensions_cm)
SELECT 1 + (g - 1) / 2, (ARRAY['black', 'white'])[1 + g % 2], (ARRAY['S', 'M', 'L'])[1 + g / 2 % 3], 4900000000000 + g, g % 2 * 150,
       ARRAY[10.5 + g % 30, 20, 5.5]
FROM generate_series(1, 300) AS g;

INSERT INTO warehouse_locations (warehouse_code, aisle, shelf, coordinates, service_area, reserved)
SELECT (ARRAY['TYO1', 'OSA1'])[1 + g % 2], 'A' || 1 + g / 10, g, point(g % 10, g / 10), polygon(box(point(0, 0), point(10, 5))), g % 25 = 0
FROM generate_series(1, 50) AS g;

INSERT INTO inventory (variant_id, location_id, on_hand, reserved, reorder_levels, counted_at)
SELECT g, 1 + g % 50, 20 + g % 80, g % 7, int4range(10, 60), TIMESTAMPTZ '2026-03-01 03:00:00+09' + g * INTERVAL '1 minute'
FROM generate_series(1, 300) AS g;

INSERT INTO stock_movements (variant_id, location_id, kind, quantity, unit_cost, moved_at)
SELECT 1 + g % 300, 1 + g % 50, (ARRAY['receipt', 'pick', 'transfer', 'adjustment', 'return']::movement_kind[])[1 + g % 5],
       CASE WHEN g % 5 = 1 THEN -1 ELSE 1 + g % 12 END, CAST(50 + g % 900 AS money),
       TIMESTAMPTZ '2026-01-01 06:00:00+09' + g * INTERVAL '2 hours'
FROM generate_series(1, 500) AS g;

INSERT INTO orders (order_number, customer_id, status, subtotal, discount_rate, shipping_fee, exchange_rate, currency, shipping_address, placed_at,
                    promised_between, metadata)
SELECT 'GD-2026-' || lpad(CAST(g AS text), 6, '0'), 1 + g % 200,
       (ARRAY['placed', 'paid', 'picked', 'shipped', 'delivered', 'delivered', 'cancelled']::order_status[])[1 + g % 7],
       500 + (g * 733) % 40000, g % 4 * 5, 550, CASE WHEN g % 10 = 0 THEN 151.2345678 ELSE 1 END, CASE WHEN g % 10 = 0 THEN 'USD' ELSE 'JPY' END,
       CAST(ROW(g || '-2 Ginza', NULL, 'Tokyo', '104-0061', 'JP') AS postal_address),
       TIMESTAMPTZ '2026-01-01 10:00:00+09' + g * INTERVAL '5 hours',
       tstzrange(TIMESTAMPTZ '2026-01-03 10:00:00+09' + g * INTERVAL '5 hours', TIMESTAMPTZ '2026-01-04 10:00:00+09' + g * INTERVAL '5 hours'),
       jsonb_build_object('device', (ARRAY['phone', 'desktop'])[1 + g % 2])
FROM generate_series(1, 400) AS g;

INSERT INTO order_items (order_id, line_number, variant_id, quantity, unit_price, gift_message)
SELECT g, line, 1 + (g * 3 + line * 7) % 300, 1 + (g + line) % 3, 100 + (g * 379 + line) % 20000, CASE WHEN g % 31 = 0 THEN 'Happy birthday' END
FROM generate_series(1, 400) AS g
CROSS JOIN generate_series(1, 2) AS line;

INSERT INTO order_status_history (order_id, old_status, new_status, changed_at, time_in_old_status, changed_by)
SELECT g, CASE step WHEN 1 THEN NULL WHEN 2 THEN CAST('placed' AS order_status) END,
       CAST(CASE step WHEN 1 THEN 'placed' ELSE 'paid' END AS order_status),
       TIMESTAMPTZ '2026-01-01 10:00:00+09' + g * INTERVAL '5 hours' + step * INTERVAL '9 minutes', step * INTERVAL '9 minutes', 'shop'
FROM generate_series(1, 400) AS g
CROSS JOIN generate_series(1, 2) AS step;

INSERT INTO payment_methods (payment_method_id, customer_id, kind, provider, token, last_digits, expires_on, is_default)
SELECT CAST(md5('method-' || g) AS uuid), g, (ARRAY['card', 'wallet', 'bank_transfer', 'invoice'])[1 + g % 4], 'ExamplePay',
       md5('token-' || g), lpad(CAST(g * 37 % 10000 AS text), 4, '0'), DATE '2027-01-31' + g, true
FROM generate_series(1, 200) AS g;

INSERT INTO payments (order_id, payment_method_id, status, amount, fee, currency, risk_score, captured_at)
SELECT g, CAST(md5('method-' || (1 + g % 200)) AS uuid),
       (ARRAY['captured', 'captured', 'captured', 'pending', 'refunded']::payment_status[])[1 + g % 5],
       500 + (g * 733) % 40000, 0.0325 * (500 + (g * 733) % 40000), CASE WHEN g % 10 = 0 THEN 'USD' ELSE 'JPY' END, (g % 100) / 100.0,
       TIMESTAMPTZ '2026-01-01 10:09:00+09' + g * INTERVAL '5 hours'
FROM generate_series(1, 400) AS g;

INSERT INTO transactions (transaction_id, payment_id, direction, value, ledger_account, provider_response, booked_at)
SELECT CAST(md5('transaction-' || g) AS uuid), g, CASE WHEN g % 5 = 4 THEN -1 ELSE 1 END, 500 + (g * 733) % 40000,
       'JP-' || lpad(CAST(4000 + g % 20 AS text), 10, '0'), jsonb_build_object('code', '00'),
       TIMESTAMPTZ '2026-01-01 10:10:00+09' + g * INTERVAL '5 hours'
FROM generate_series(1, 400) AS g;

INSERT INTO delivery_addresses (customer_id, recipient, line1, city, prefecture, postal_code, position, is_default)
SELECT g, 'Customer ' || g, g || '-2 Ginza', 'Chuo', 'Tokyo', '104-0061', point(139.76 + g * 0.0001, 35.67), true
FROM generate_series(1, 200) AS g;

INSERT INTO shipments (order_id, address_id, status, carrier, tracking_number, weight_grams, dimensions, label, handed_over_at, transit_time)
SELECT g, 1 + g % 200, (ARRAY['delivered', 'in_transit', 'created', 'out_for_delivery']::shipment_status[])[1 + g % 4],
       (ARRAY['Yamato', 'Sagawa', 'Japan Post'])[1 + g % 3], 'TRK' || lpad(CAST(g AS text), 9, '0'), 200 + g * 17 % 4000,
       box(point(0, 0), point(10 + g % 30, 20)), decode(md5('label-' || g), 'hex'),
       TIMESTAMPTZ '2026-01-02 08:00:00+09' + g * INTERVAL '5 hours', INTERVAL '1 day 2 hours' + g % 10 * INTERVAL '1 hour'
FROM generate_series(1, 300) AS g;

INSERT INTO tracking_events (shipment_id, status, place, coordinates, carrier_payload, happened_at)
SELECT g, CAST(CASE step WHEN 1 THEN 'handed_over' ELSE 'in_transit' END AS shipment_status), 'Depot ' || g % 12, point(139 + g % 12 * 0.1, 35),
       json_build_object('scan', step), TIMESTAMPTZ '2026-01-02 09:00:00+09' + g * INTERVAL '5 hours' + step * INTERVAL '3 hours'
FROM generate_series(1, 300) AS g
CROSS JOIN generate_series(1, 2) AS step;

INSERT INTO notification_templates (code, channel, language, subject, body, placeholders)
SELECT code, CAST('email' AS notification_channel), language, 'About your order', 'Hello {name}, order {number}: ' || code, ARRAY['name', 'number']
FROM unnest(ARRAY['order_placed', 'order_shipped', 'order_delivered', 'payment_failed', 'welcome']) AS code
CROSS JOIN unnest(ARRAY['ja', 'en']) AS language;

INSERT INTO notifications (customer_id, template_id, channel, fallback_channels, parameters, send_after, sent_at)
SELECT 1 + g % 200, 1 + g % 10, 'email', '{push,in_app}', jsonb_build_object('number', g),
       TIMESTAMPTZ '2026-02-01 08:00:00+09' + g * INTERVAL '1 hour', TIMESTAMPTZ '2026-02-01 08:01:00+09' + g * INTERVAL '1 hour'
FROM generate_series(1, 300) AS g;

INSERT INTO delivery_logs (notification_id, attempt, succeeded, provider_code, latency, logged_at)
SELECT g, 1, g % 19 <> 0, CASE WHEN g % 19 = 0 THEN 550 ELSE 250 END, g % 900 * INTERVAL '1 millisecond',
       TIMESTAMPTZ '2026-02-01 08:01:00+09' + g * INTERVAL '1 hour'
FROM generate_series(1, 300) AS g;

INSERT INTO analytics_events (event_id, event_name, customer_id, session_id, page_path, properties, experiments, client_address, viewport,
                              duration_ms, occurred_at)
SELECT CAST(md5('event-' || g) AS uuid), (ARRAY['page_view', 'search', 'add_to_cart', 'checkout'])[1 + g % 4],
       CASE WHEN g % 3 <> 0 THEN 1 + g % 200 END, CAST(md5('visit-' || g / 5) AS uuid), '/products/' || 1 + g % 150,
       jsonb_build_object('referrer', 'example.com'), hstore('new_cart', CASE WHEN g % 2 = 0 THEN 'on' ELSE 'off' END),
       CAST('203.0.113.' || g % 250 AS inet), ARRAY[1280, 720], g % 700 * 1.25, TIMESTAMPTZ '2026-02-01 00:00:00+09' + g * INTERVAL '11 minutes'
FROM generate_series(1, 600) AS g;

INSERT INTO report_definitions (name, query_text, run_at, repeat_every, recipients, owner)
VALUES ('Daily sales', 'SELECT day, revenue FROM daily_sales', '06:00', '1 day', '{sales@example.com}', CAST(md5('user-1') AS uuid)),
       ('Stock below level', 'SELECT sku FROM product_stock_levels WHERE available < 10', '07:30', '12 hours', '{stock@example.com}',
        CAST(md5('user-2') AS uuid)),
       ('Open shipments', 'SELECT carrier, count(*) FROM open_shipments GROUP BY carrier', '09:00', '1 day', '{}', NULL);

INSERT INTO dashboard_configs (dashboard_id, title, layout, reports, updated_at)
SELECT CAST(md5('dashboard-' || g) AS uuid), 'Dashboard ' || g, jsonb_build_object('columns', g), ARRAY[1, 2, 3],
       TIMESTAMPTZ '2026-03-01 00:00:00+09'
FROM generate_series(1, 5) AS g;

INSERT INTO audit_logs (occurred_at, actor, actor_address, action, object_type, object_id, old_values, new_values, transaction_number)
SELECT TIMESTAMPTZ '2025-12-28 00:00:00+00' + g * INTERVAL '4 hours', CASE WHEN g % 6 <> 0 THEN CAST(md5('user-' || (1 + g % 40)) AS uuid) END,
       CAST('198.51.100.' || (1 + g % 40) AS inet), (ARRAY['update', 'create', 'delete'])[1 + g % 3], (ARRAY['order', 'product'])[1 + g % 2],
       CAST(1 + g % 150 AS text), jsonb_build_object('price', g), jsonb_build_object('price', g + 10), CAST(CAST(g AS text) AS xid8)
FROM generate_series(1, 600) AS g;

INSERT INTO compliance_reports (standard, period, findings, document, digest, signed_by, signed_at)
SELECT (ARRAY['ISO 27001', 'SOC 2', 'PCI DSS'])[1 + g % 3], daterange(DATE '2025-01-01' + g * 90, DATE '2025-01-01' + (g + 1) * 90), g % 4,
       CAST('<report number="' || g || '"/>' AS xml), CAST(g AS bit(64)), CAST(md5('user-3') AS uuid),
       TIMESTAMPTZ '2025-04-15 12:00:00+09' + g * INTERVAL '90 days'
FROM generate_series(1, 6) AS g;

INSERT INTO data_lineage (source_relation, target_relation, column_pairs, transformation, valid_from)
VALUES ('orders', 'daily_sales', '{{placed_at,day},{subtotal,revenue}}', 'sum by day', '2026-01-01'),
       ('inventory', 'product_stock_levels', '{{on_hand,on_hand},{available,available}}', 'sum by product', '2026-01-01'),
       ('customers', 'customer_order_summary', '{{customer_id,customer_id}}', 'count and sum by customer', '2026-01-01');

INSERT INTO campaigns (name, channel, budget, runs, target_countries, expected_return, brief)
SELECT 'Campaign ' || g, (ARRAY['email', 'push']::notification_channel[])[1 + g % 2], CAST(100000 * g AS money),
       daterange(DATE '2026-01-01' + g * 10, DATE '2026-01-15' + g * 10), CAST(CASE WHEN g % 2 = 0 THEN '{JP,SG}' ELSE '{}' END AS country_code[]), g % 30, 'Spring'
FROM generate_series(1, 10) AS g;

INSERT INTO customer_segments (name, rule, order_value, age, member_count, refreshed_at)
SELECT 'Segment ' || g, jsonb_build_object('min_orders', g), numrange(g * 1000, NULL), int4range(20, 20 + g * 5), g * 21, TIMESTAMP '2026-03-01 04:00:00'
FROM generate_series(1, 8) AS g;

INSERT INTO marketing_events (campaign_id, segment_id, customer_id, kind, attributed_value, happened_at)
SELECT 1 + g % 10, 1 + g % 8, 1 + g % 200, (ARRAY['sent', 'opened', 'clicked', 'bought'])[1 + g % 4], CASE WHEN g % 4 = 3 THEN g * 9.5 END,
       TIMESTAMPTZ '2026-02-10 09:00:00+09' + g * INTERVAL '13 minutes'
FROM generate_series(1, 400) AS g;

INSERT INTO application_configs (application, key, value, is_secret, changed_by, changed_at)
SELECT application, 'setting.' || g, to_jsonb(g), g = 5, CAST(md5('user-1') AS uuid), TIMESTAMPTZ '2026-01-10 00:00:00+09'
FROM unnest(ARRAY['shop', 'warehouse', 'payments', 'notifications']) AS application
CROSS JOIN generate_series(1, 10) AS g;

INSERT INTO feature_flags (name, enabled, rollout, audiences, rules, expires_on)
SELECT 'flag_' || g, g % 2 = 0, g * 7 % 101, B'1010', json_build_object('countries', ARRAY['JP']), DATE '2026-06-30' + g
FROM generate_series(1, 15) AS g;

INSERT INTO environment_settings (environment, base_url, allowed_networks, maintenance_windows, gateway_hardware, variables)
VALUES ('development', 'https://dev.example.com', '{10.0.0.0/16}', NULL, '02:00:00:ff:fe:00:00:01', 'region=>ap-northeast-1'),
       ('staging', 'https://staging.example.com', '{10.0.0.0/16}', '{"[2026-01-04 02:00,2026-01-04 03:00)"}', NULL, 'region=>ap-northeast-1'),
       ('production', 'https://www.example.com', '{}', '{"[2026-01-11 02:00,2026-01-11 03:00)"}', NULL, 'region=>ap-northeast-1');

INSERT INTO api_keys (key_id, owner, label, key_hash, scopes, allowed_from, rate_limit, expires_at)
SELECT CAST(md5('key-' || g) AS uuid), CAST(md5('user-' || g) AS uuid), 'Partner ' || g, decode(md5('key-hash-' || g), 'hex'),
       ARRAY['orders:read', 'stock:read'], '203.0.113.0/24', 60 * g, TIMESTAMPTZ '2027-01-01 00:00:00+09'
FROM generate_series(1, 12) AS g;

INSERT INTO webhook_configs (webhook_id, key_id, url, events, secret_name, retry_delays)
SELECT CAST(md5('webhook-' || g) AS uuid), CAST(md5('key-' || g) AS uuid), 'https://partner' || g || '.example.com/hook',
       ARRAY['order.shipped'], 'partner-' || g, '{00:00:10,00:01:00,01:00:00}'
FROM generate_series(1, 12) AS g;

INSERT INTO integration_logs (key_id, "externalRef", method, path, status, request_headers, request_body, elapsed, called_at)
SELECT CAST(md5('key-' || (1 + g % 12)) AS uuid), 'REF/' || g, 'GET', '/v1/orders/' || g, CASE WHEN g % 23 = 0 THEN 500 ELSE 200 END,
       jsonb_build_object('accept', 'application/json'), NULL, g % 300 * INTERVAL '1 millisecond',
       TIMESTAMPTZ '2026-03-01 00:00:00+09' + g * INTERVAL '7 minutes'
FROM generate_series(1, 400) AS g;

INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success)
SELECT g, CAST(g AS text), 'migration ' || g, 'SQL', 'V' || g || '__migration.sql', g * 7919, 'genai_admin', TIMESTAMP '2024-01-01 00:00:00', g, true
FROM generate_series(1, 12) AS g;

INSERT INTO tmp_import_batch (line_number, raw_line)
SELECT g, 'line ' || g
FROM generate_series(1, 20) AS g;

INSERT INTO temp_price_upload (sku, new_price)
SELECT 'SKU-' || lpad(CAST(g AS text), 8, '0'), CAST(100 + g AS text)
FROM generate_series(1, 20) AS g;

INSERT INTO batch.job_runs (job_name, started_at, finished_at, succeeded)
SELECT 'nightly', TIMESTAMPTZ '2026-03-01 01:00:00+09' + g * INTERVAL '1 day', TIMESTAMPTZ '2026-03-01 01:20:00+09' + g * INTERVAL '1 day', g % 9 <> 0
FROM generate_series(1, 20) AS g;

INSERT INTO batch.job_steps (run_id, step, message)
SELECT run_id, step, 'step ' || step
FROM batch.job_runs
CROSS JOIN generate_series(1, 2) AS step;

REFRESH MATERIALIZED VIEW daily_sales;
