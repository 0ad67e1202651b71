-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bounded context inventory_management.

CREATE TABLE warehouse_locations (
    location_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    warehouse_code character(4) NOT NULL,
    aisle character varying(8) NOT NULL,
    shelf smallint NOT NULL,
    coordinates point NOT NULL,
    service_area polygon,
    reserved boolean NOT NULL DEFAULT false,
    UNIQUE (warehouse_code, aisle, shelf)
);
COMMENT ON TABLE warehouse_locations IS 'Shelves of the warehouses';
COMMENT ON COLUMN warehouse_locations.coordinates IS 'Metres from the south-west corner of the building';

CREATE TABLE inventory (
    variant_id bigint NOT NULL REFERENCES product_variants,
    location_id integer NOT NULL REFERENCES warehouse_locations,
    on_hand integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    available integer GENERATED ALWAYS AS (on_hand - reserved) STORED,
    reorder_levels int4range,
    counted_at timestamp with time zone,
    PRIMARY KEY (variant_id, location_id)
);
COMMENT ON TABLE inventory IS 'Stock of a variant on a shelf';
COMMENT ON COLUMN inventory.reorder_levels IS 'Reorder below the lower bound, up to the upper one';

CREATE TABLE stock_movements (
    movement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    variant_id bigint NOT NULL REFERENCES product_variants,
    location_id integer NOT NULL REFERENCES warehouse_locations,
    kind movement_kind NOT NULL,
    quantity integer NOT NULL,
    unit_cost money,
    note text,
    moved_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE stock_movements IS 'Every change of stock; inventory is their sum';
COMMENT ON COLUMN stock_movements.unit_cost IS 'In the currency of the database''s lc_monetary';
CREATE INDEX stock_movements_variant ON stock_movements (variant_id, moved_at);
