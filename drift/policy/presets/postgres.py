"""PostgreSQL: its cluster's data, logs, sockets and process ID, without its configuration (postgresql.org/docs/current/storage-file-layout.html).

postgresql.conf, postgresql.auto.conf, pg_hba.conf and pg_ident.conf lie beside the data in some images: no line here has them.
"""

from drift.policy.presets.interface import Line, Preset

PRESET = Preset(
    name="postgres",
    title="the database PostgreSQL",
    lines=(
        Line("var/lib/postgresql/**/base/", "tables and indexes of each database"),
        Line("var/lib/postgresql/**/global/", "tables that all databases share, and the control file"),
        Line("var/lib/postgresql/**/pg_commit_ts/", "times of commits"),
        Line("var/lib/postgresql/**/pg_dynshmem/", "shared memory of parallel queries"),
        Line("var/lib/postgresql/**/pg_logical/", "the state of logical decoding"),
        Line("var/lib/postgresql/**/pg_multixact/", "which transactions share a row's lock"),
        Line("var/lib/postgresql/**/pg_notify/", "messages of LISTEN and NOTIFY"),
        Line("var/lib/postgresql/**/pg_replslot/", "how far each replica has read"),
        Line("var/lib/postgresql/**/pg_serial/", "committed serializable transactions"),
        Line("var/lib/postgresql/**/pg_snapshots/", "exported snapshots"),
        Line("var/lib/postgresql/**/pg_stat/", "statistics, kept when it stops"),
        Line("var/lib/postgresql/**/pg_stat_tmp/", "statistics while it runs"),
        Line("var/lib/postgresql/**/pg_subtrans/", "subtransactions"),
        Line("var/lib/postgresql/**/pg_tblspc/", "links to the tablespaces"),
        Line("var/lib/postgresql/**/pg_twophase/", "prepared transactions"),
        Line("var/lib/postgresql/**/pg_wal/", "the write-ahead log: a new file for every 16 MB written"),
        Line("var/lib/postgresql/**/pg_xact/", "which transactions are committed"),
        Line("var/lib/postgresql/**/PG_VERSION", "the major version that made the cluster: that of the package"),
        Line("var/lib/postgresql/**/postmaster.pid", "the number of its process, its port and socket"),
        Line("var/lib/postgresql/**/postmaster.opts", "how it was started the last time: the command says it"),
        Line("var/lib/postgresql/**/log/", "logs of its logging collector"),
        Line("var/lib/postgresql/**/current_logfiles", "which of these logs is written"),
        Line("var/lib/postgresql/.psql_history", "what was typed into psql"),
        Line("var/log/postgresql/", "the logs, as Debian starts it"),
        Line("run/postgresql/", "sockets, their locks and the number of the process, as Debian builds it"),
        Line("tmp/.s.PGSQL.*", "sockets and their locks, where no other directory is set"),
    ),
)
