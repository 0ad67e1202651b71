-- SPDX-License-Identifier: GPL-3.0-or-later
-- Views that reports read. They belong to no bounded context.

CREATE VIEW customer_order_summary AS
SELECT c.customer_id, c.display_name, c.country, count(o.order_id) AS orders, sum(o.subtotal) AS total, max(o.placed_at) AS last_order_at
FROM customers c
LEFT JOIN orders o USING (customer_id)
GROUP BY c.customer_id;
COMMENT ON VIEW customer_order_summary IS 'Orders of each customer in one line';

CREATE VIEW product_stock_levels AS
SELECT p.product_id, p.sku, p.name, sum(i.on_hand) AS on_hand, sum(i.available) AS available
FROM products p
JOIN product_variants v USING (product_id)
JOIN inventory i USING (variant_id)
GROUP BY p.product_id;
COMMENT ON VIEW product_stock_levels IS 'Stock of each product over all shelves';

CREATE VIEW open_shipments AS
SELECT s.shipment_id, s.order_id, s.carrier, s.tracking_number, s.status, a.city, a.country
FROM shipments s
JOIN delivery_addresses a USING (address_id)
WHERE s.status NOT IN ('delivered', 'lost');
COMMENT ON VIEW open_shipments IS 'Parcels on their way';

CREATE MATERIALIZED VIEW daily_sales AS
SELECT CAST(o.placed_at AT TIME ZONE 'Asia/Tokyo' AS date) AS day, o.currency, count(*) AS orders, sum(o.subtotal) AS revenue
FROM orders o
WHERE o.status NOT IN ('draft', 'cancelled')
GROUP BY 1, 2
WITH NO DATA;
COMMENT ON MATERIALIZED VIEW daily_sales IS 'Revenue by day, refreshed each night';
