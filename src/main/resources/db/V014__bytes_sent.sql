-- How many bytes a running piece has written into its object until now, and their pace, like rows and pace (V012). An older
-- build neither writes nor reads these columns: while it runs beside this one, an attempt that follows one of this build
-- may show the bytes of the one before it until its object is sealed.
alter table task add column sent bigint;
alter table task add column mark_sent bigint;
alter table task add column sent_pace double precision;
