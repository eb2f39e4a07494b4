-- Clean Rooms ML's resources.

-- Whatever has an ARN: kind is the first part of the ARN's resource, uid the last, parent the ARN of what it was made
-- from. A generation job that one account started on another's configured model has two rows of one uid: shared is true
-- of its owner's, whose name may be one that the owner has already.
create table cleanroomsml_resource (
  arn text collate "C" primary key,
  account text not null,
  region text not null,
  kind text not null,
  name text not null,
  parent text collate "C",
  uid text collate "C" not null,
  shared boolean not null,
  collaboration text collate "C",
  status text not null,
  body json not null,
  tags jsonb not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint cleanroomsml_resource_kind_check check (
    kind in ('training-dataset', 'audience-model', 'configured-audience-model', 'audience-generation-job')),
  constraint cleanroomsml_resource_status_check check (
    status in ('ACTIVE', 'DELETE_PENDING', 'DELETE_IN_PROGRESS')),
  constraint cleanroomsml_resource_tags_check check (jsonb_typeof(tags) = 'object')
);
create unique index cleanroomsml_resource_name on cleanroomsml_resource (account, region, kind, name) where not shared;
create index cleanroomsml_resource_listing on cleanroomsml_resource (account, region, kind, created_at desc, arn desc);
create index cleanroomsml_resource_parent on cleanroomsml_resource (parent) where parent is not null;
create index cleanroomsml_resource_uid on cleanroomsml_resource (uid);
