/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * On RDS the master user may create event triggers; PostgreSQL wants a superuser and has no right that could be
 * granted instead. This library lets members of rds_superuser do it, and nothing else: the event trigger is then
 * owned by whoever created it, and fires with no more rights than the user whose command it is.
 *
 * It is compiled without PostgreSQL's headers (a machine that only runs the embedded AWS has no C headers at all), so
 * what it uses of PostgreSQL 18 is declared here. PostgreSQL refuses the library when its own major version differs.
 */

typedef unsigned int Oid;
typedef _Bool bool;

typedef struct {
    int tag;
} Node;

typedef struct {
    int tag;
    const char *name;
} CreateEventTrigger;

/* PlannedStmt, up to the member that is of interest. */
typedef struct {
    int tag, command;
    long long query_id, plan_id;
    bool flags[6];
    int jit;
    void *plan[13];
    Node *utility;
} Statement;

typedef void (*UtilityHook)(Statement *, const char *, bool, int, void *, void *, void *, void *);

enum {
    CREATE_EVENT_TRIGGER = 182, /* nodetags.h */
    BOOTSTRAP_SUPERUSER = 10,
    LOCAL_USERID_CHANGE = 1
};

extern UtilityHook ProcessUtility_hook;
void standard_ProcessUtility(Statement *, const char *, bool, int, void *, void *, void *, void *);
bool superuser(void);
Oid get_role_oid(const char *, bool missing_ok);
bool has_privs_of_role(Oid member, Oid role);
void GetUserIdAndSecContext(Oid *, int *);
void SetUserIdAndSecContext(Oid, int);
char *psprintf(const char *, ...);
char *quote_literal_cstr(const char *);
int SPI_connect(void);
int SPI_execute(const char *, bool read_only, long rows);
int SPI_finish(void);

/* Pg_magic_struct: its length, then what the server compares with its own. */
static const struct {
    int length, version, arguments, index_keys, name_length, float8_by_value;
    char flavour[32];
    const char *name, *release;
} magic = {sizeof(magic), 1800, 100, 32, 64, 1, "PostgreSQL", "rdsutils", "1.0"};

const void *Pg_magic_func(void)
{
    return &magic;
}

static UtilityHook next;

static bool may_act_as_superuser(Statement *statement, Oid user)
{
    Oid master;

    if (statement->utility->tag != CREATE_EVENT_TRIGGER || superuser())
        return 0;
    master = get_role_oid("rds_superuser", 1);
    return master && has_privs_of_role(user, master);
}

static void give_event_trigger(const char *name, Oid owner)
{
    SPI_connect();
    SPI_execute(psprintf("WITH given AS (UPDATE pg_catalog.pg_event_trigger SET evtowner = %u"
                         " WHERE evtname OPERATOR(pg_catalog.=) %s RETURNING oid)"
                         " INSERT INTO pg_catalog.pg_shdepend"
                         " SELECT d.oid, 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, given.oid, 0,"
                         " 'pg_catalog.pg_authid'::pg_catalog.regclass, %u, 'o'"
                         " FROM given, pg_catalog.pg_database d"
                         " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()",
                         owner, quote_literal_cstr(name), owner),
                0, 0);
    SPI_finish();
}

/* After an error PostgreSQL itself gives the user back its identity, when the transaction is aborted. */
static void process_utility(Statement *statement, const char *query, bool read_only, int context, void *parameters,
                            void *environment, void *destination, void *completion)
{
    Oid user;
    int security;

    GetUserIdAndSecContext(&user, &security);
    if (!may_act_as_superuser(statement, user)) {
        next(statement, query, read_only, context, parameters, environment, destination, completion);
        return;
    }
    SetUserIdAndSecContext(BOOTSTRAP_SUPERUSER, security | LOCAL_USERID_CHANGE);
    next(statement, query, read_only, context, parameters, environment, destination, completion);
    give_event_trigger(((CreateEventTrigger *)statement->utility)->name, user);
    SetUserIdAndSecContext(user, security);
}

void _PG_init(void)
{
    next = ProcessUtility_hook ? ProcessUtility_hook : standard_ProcessUtility;
    ProcessUtility_hook = process_utility;
}
