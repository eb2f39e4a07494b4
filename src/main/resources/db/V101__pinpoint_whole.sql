-- What the rest of Pinpoint's operations need: settings, event streams, events, and columns that segments search.

alter table pinpoint_app add column settings json;
alter table pinpoint_app add column event_stream json;

-- Of a line, so that most lines need not be parsed to know that they are in no segment.
--   terms        a number for each value that a segment can ask for; null where nobody knows or there are too many:
--                then the line itself is asked, as it is for every row that its terms let pass
--   active_at    the line's EffectiveDate as a moment; rows of before this migration count as active at that moment
--   address_key  a number for channel and address, for look-ups of who holds an address
-- Rows of before this migration get them when they are written next.
alter table pinpoint_endpoint add column terms integer[];
alter table pinpoint_endpoint add column active_at timestamptz not null default now();
alter table pinpoint_endpoint add column address_key bigint;
create index pinpoint_endpoint_address on pinpoint_endpoint (container, address_key) where address_key is not null;

-- A big table like pinpoint_endpoint, and with its bucket: that of the endpoint's id. Sent twice, stored once.
create table pinpoint_event (
  container text collate "C" not null,
  bucket smallint not null,
  endpoint text collate "C" not null,
  id text collate "C" not null,
  line text not null,
  received_at timestamptz not null,
  primary key (container, bucket, endpoint, id),
  constraint pinpoint_event_bucket_check check (bucket between 0 and 255)
);

-- Calls that count the endpoints of a user or ask who holds an address take turns by these.
create table pinpoint_turn (slot smallint primary key);
insert into pinpoint_turn select generate_series(0, 1023);

-- Text in ISO 8601 as milliseconds since 1970: a day, or a moment with minutes, seconds or fractions of them. Without an
-- offset it is UTC. Null for whatever else, and never an error, so that it may be asked of any attribute.
create function pinpoint_millis(text) returns bigint language sql immutable parallel safe as $$
  select case
    when p is null then null
    when p[1]::int < 1 or p[2]::int not between 1 and 12 or p[3]::int < 1 then null
    when p[3]::int > case when p[2]::int in (4, 6, 9, 11) then 30
                          when p[2]::int <> 2 then 31
                          when p[1]::int % 4 = 0 and (p[1]::int % 100 <> 0 or p[1]::int % 400 = 0) then 29
                          else 28 end then null
    when coalesce(p[4], '0')::int > 23 or coalesce(p[5], '0')::int > 59 or coalesce(p[6], '0')::int > 59 then null
    when coalesce(p[10], '0')::int > 18 or coalesce(p[11], '0')::int > 59 then null
    else (make_date(p[1]::int, p[2]::int, p[3]::int) - date '1970-01-01')::bigint * 86400000
         + coalesce(p[4], '0')::int * 3600000 + coalesce(p[5], '0')::int * 60000
         + coalesce(p[6], '0')::int * 1000 + rpad(left(coalesce(p[7], ''), 3), 3, '0')::int
         - case when p[9] = '-' then -1 else 1 end
           * (coalesce(p[10], '0')::int * 3600000 + coalesce(p[11], '0')::int * 60000)
    end
  from (select regexp_match($1,
    '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]{1,9}))?)?(Z|([+-])([0-9]{2}):([0-9]{2}))?)?$'
  ) as p) found
$$;

-- Imported segments: the ImportDefinition, and under Members the container of pinpoint_member that has its endpoints.
alter table pinpoint_segment add column imported json;

-- A big table: which endpoints an imported segment has. The container is the id of the job that imported them.
create table pinpoint_member (
  container text collate "C" not null,
  bucket smallint not null,
  id text collate "C" not null,
  primary key (container, bucket, id),
  constraint pinpoint_member_bucket_check check (bucket between 0 and 255)
);
