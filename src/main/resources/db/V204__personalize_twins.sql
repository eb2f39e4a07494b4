-- Whether rows of what is seen may be equal to one another: a full import removes such rows before it shows its loads,
-- so an export of it alone need not look for them.
alter table personalize_import add column twins boolean not null default true;
