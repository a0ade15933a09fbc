"""What is set up once in the database of a shared ledger: its table, its roles and what each may do."""

from __future__ import annotations

from danvan_tools.records.ledger_postgres import role, whole_streams

__all__ = ["setup_statements"]

# Role → may it log in. The owner never does, so nobody is it; the keeper's one function makes reviewers' roles.
ROLES = {
    "owner": "NOLOGIN",
    "keeper": "NOLOGIN CREATEROLE",
    "reviewers": "NOLOGIN",
    "secretary": "LOGIN",
    "desk": "LOGIN",
}
_DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

_TABLES = """
CREATE TABLE IF NOT EXISTS writers (role name NOT NULL, stream text COLLATE "C" NOT NULL, PRIMARY KEY (role, stream));
CREATE TABLE IF NOT EXISTS access_codes (
    reviewer_id text PRIMARY KEY, hash text, state text NOT NULL, since text NOT NULL,
    failures integer NOT NULL, tried_at text NOT NULL);
"""

# RFC 8785 as far as reviewers' entries need it: the one way to write a body. A number there is a place in a stream.
_CANONICAL = """
CREATE OR REPLACE FUNCTION canonical(content json) RETURNS text LANGUAGE plpgsql STRICT
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written text := content::text;
BEGIN
    CASE json_typeof(content)
    WHEN 'object' THEN
        SELECT '{{' || coalesce(string_agg(to_json(key)::text || ':' || public.canonical(item), ','
            ORDER BY key COLLATE "C"), '') || '}}' INTO written
        FROM (SELECT DISTINCT ON (key) key, value AS item FROM json_each(content)) AS fields;
    WHEN 'array' THEN
        SELECT '[' || coalesce(string_agg(public.canonical(item), ',' ORDER BY place), '') || ']' INTO written
        FROM json_array_elements(content) WITH ORDINALITY AS items (item, place);
    WHEN 'string' THEN
        written := to_json(content #>> '{{}}')::text;
    WHEN 'number' THEN
        IF written !~ '^(0|[1-9][0-9]{{0,8}})$' THEN
            RAISE EXCEPTION 'no number of an entry' USING ERRCODE = 'DV002';
        END IF;
    ELSE
        NULL;
    END CASE;
    RETURN written;
END $$;
"""

# What no desk writes, and who has psql and a code of one's own could: an entry without its chain, one that nobody can
# read, one of another time. The longest mark has a comment and a reason of 2,000 characters each.
_SOUND = """
CREATE OR REPLACE FUNCTION refuse_unsound(entry public.entries) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    fields text[] := CASE
        WHEN entry.stream NOT LIKE 'reviewer:%' THEN ARRAY[]::text[]
        WHEN entry.kind = 'mark'
            THEN ARRAY['stage', 'candidate_id', 'criterion_id', 'no_mark', 'comment', 'source', 'entered_by', 'holder']
        WHEN entry.kind = 'submit' THEN ARRAY['candidate_id', 'holder', 'rubric'] END;
BEGIN
    IF fields IS NULL OR octet_length(entry.body::text) > 40000 OR octet_length(entry.id || entry.kind) > 300
        OR json_typeof(entry.body) <> 'object' OR entry.body::text IS DISTINCT FROM public.canonical(entry.body)
        OR entry.body::text IS NOT NFC NORMALIZED OR entry.id IS NOT NFC NORMALIZED
        OR EXISTS (SELECT FROM unnest(fields) AS field
            WHERE json_typeof(entry.body -> field) IS DISTINCT FROM 'string')
        OR (entry.stream LIKE 'reviewer:%' AND entry.kind = 'mark' AND NOT coalesce(
            json_typeof(entry.body -> 'points') = 'null'
            OR entry.body ->> 'points' ~ '^[0-9]{{1,6}}([.][0-9]{{1,6}})?$', false))
        OR entry.at !~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}[.][0-9]{{3}}Z$'
    THEN
        RAISE EXCEPTION 'not what a desk writes' USING ERRCODE = 'DV002';
    END IF;
    IF abs(extract(epoch FROM entry.at::timestamptz - clock_timestamp())) > 600 THEN
        RAISE EXCEPTION 'another time than the server' USING ERRCODE = 'DV001';
    END IF;
END $$;
"""

# A reviewer's mark or sheet when the round is over, by the clock of the server. Of a sheet that was reopened since the
# opening no deadline is asked.
_LATE = """
CREATE INDEX IF NOT EXISTS entries_turns ON entries (seq)
    WHERE stream = 'secretary' AND kind IN ('open_round', 'open_consensus', 'close_round', 'reopen_sheet');
CREATE OR REPLACE FUNCTION refuse_late(entry public.entries) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    turn record;
BEGIN
    SELECT kind, seq, body ->> 'deadline' AS deadline INTO turn FROM public.entries
    WHERE stream = 'secretary' AND kind IN ('open_round', 'open_consensus', 'close_round') ORDER BY seq DESC LIMIT 1;
    IF turn.kind = 'close_round' THEN
        RAISE EXCEPTION 'the round is closed' USING ERRCODE = 'DV003';
    END IF;
    IF turn.deadline <> '' AND turn.deadline::timestamptz < clock_timestamp() AND NOT EXISTS (
        SELECT FROM public.entries reopened
        WHERE reopened.stream = 'secretary' AND reopened.kind = 'reopen_sheet' AND reopened.seq > turn.seq
        AND 'reviewer:' || (reopened.body ->> 'reviewer_id') = entry.stream
        AND reopened.body ->> 'candidate_id' = entry.body ->> 'candidate_id')
    THEN
        RAISE EXCEPTION 'behind the deadline' USING ERRCODE = 'DV004';
    END IF;
END $$;
"""

_TRIGGERS = """
CREATE OR REPLACE FUNCTION entries_only_appended() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
DECLARE
    before text;
BEGIN
    IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM public.entries WHERE stream = NEW.stream) THEN
        RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM public.writers WHERE writers.role = session_user) THEN
        PERFORM public.refuse_unsound(NEW);
        IF NEW.stream LIKE 'reviewer:%' THEN
            PERFORM public.refuse_late(NEW);
        END IF;
    END IF;
    before := coalesce((SELECT digest FROM public.entries WHERE stream = NEW.stream AND seq = NEW.seq - 1), '');
    IF NEW.previous_digest IS DISTINCT FROM before OR NEW.digest IS DISTINCT FROM encode(sha256(convert_to(
        before || '{{"at":' || to_json(NEW.at) || ',"body":' || NEW.body || ',"id":' || to_json(NEW.id) || ',"kind":'
        || to_json(NEW.kind) || ',"seq":' || NEW.seq || ',"stream":' || to_json(NEW.stream) || '}}', 'UTF8')), 'hex')
    THEN
        RAISE EXCEPTION 'the chain does not hold' USING ERRCODE = 'DV002';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION entries_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER entries_only_appended BEFORE INSERT ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_only_appended();
CREATE OR REPLACE TRIGGER entries_never_changed BEFORE UPDATE OR DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_never_changed();
CREATE OR REPLACE TRIGGER entries_never_emptied BEFORE TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION entries_never_changed();
"""

# Whose own sheet of a candidate is locked, by the rule of `LockedSheets`: handed in, not reopened since, under the
# rubric of the last opening, and no trial unless trials count. (That a candidate got another holder only the files
# say.) It looks past the policies, as the owner: a policy that asked the table it guards would ask itself.
_LOCKED = """
CREATE OR REPLACE FUNCTION locked_candidates() RETURNS SETOF text LANGUAGE sql STABLE {definer} AS $$
    WITH opened AS (
        SELECT seq, body FROM public.entries WHERE stream = 'secretary' AND kind = 'open_round'
    ), own AS (
        SELECT DISTINCT ON (entries.body ->> 'candidate_id') entries.stream, entries.seq, entries.body
        FROM public.entries JOIN public.writers ON writers.stream = entries.stream AND writers.role = session_user
        WHERE entries.kind = 'submit' AND entries.stream LIKE 'reviewer:%'
        ORDER BY entries.body ->> 'candidate_id', entries.seq DESC
    )
    SELECT own.body ->> 'candidate_id' FROM own
    WHERE (coalesce(own.body ->> 'opening', '0') <> '0' OR NOT EXISTS (SELECT FROM opened)
        OR EXISTS (SELECT FROM opened WHERE body ->> 'earlier_marks' = 'count'))
    AND (NOT EXISTS (SELECT FROM opened) OR own.body ->> 'rubric' = (
        SELECT opened.body #>> ARRAY['parts', 'rubric:' || (own.body ->> 'holder')]
        FROM opened ORDER BY opened.seq DESC LIMIT 1))
    AND NOT EXISTS (
        SELECT FROM public.entries reopened
        WHERE reopened.stream = 'secretary' AND reopened.kind = 'reopen_sheet'
        AND 'reviewer:' || (reopened.body ->> 'reviewer_id') = own.stream
        AND reopened.body ->> 'candidate_id' = own.body ->> 'candidate_id'
        AND (reopened.body ->> 'submitted_seq')::integer >= own.seq)
$$;
"""

_POLICIES = """
ALTER TABLE entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE entries FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS owner_looks ON entries;
DROP POLICY IF EXISTS reading ON entries;
DROP POLICY IF EXISTS appending ON entries;
CREATE POLICY owner_looks ON entries FOR SELECT TO {owner} USING (true);
CREATE POLICY reading ON entries FOR SELECT TO {secretary}, {reviewers} USING (
    {whole}
    OR (kind IN ('mark', 'submit') AND body ->> 'candidate_id' = ANY (ARRAY(SELECT locked_candidates()))));
CREATE POLICY appending ON entries FOR INSERT TO {secretary}, {reviewers} WITH CHECK (
    stream = ANY (ARRAY(SELECT writers.stream FROM writers WHERE writers.role = current_user))
    OR ((SELECT pg_has_role(current_user, '{secretary}', 'USAGE'))
        AND (stream NOT LIKE 'reviewer:%' OR body ->> 'source' IN ('paper', 'sheet'))));
"""

# A closing of the round waits for whoever is writing, and holds up the others until it is written; in vain it waits
# five seconds at most.
_HOLD = """
CREATE OR REPLACE FUNCTION hold_writers() RETURNS void LANGUAGE plpgsql {definer} SET lock_timeout = '5s' AS $$
BEGIN
    LOCK TABLE public.entries IN SHARE ROW EXCLUSIVE MODE;
END $$;
"""

# What the secretary may do to roles, and nothing else: she gives and takes reviewers' logins by these two.
_KEEPER = """
CREATE OR REPLACE FUNCTION admit_reviewer(reviewer_id text, login name, verifier text) RETURNS void
LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF login <> '{prefix}' || reviewer_id OR verifier NOT LIKE 'SCRAM-SHA-256$%' THEN
        RAISE EXCEPTION 'no login of a reviewer';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', login);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, verifier);
    EXECUTE format('GRANT {reviewers} TO %I', login);
    INSERT INTO public.writers VALUES (login, 'reviewer:' || reviewer_id) ON CONFLICT DO NOTHING;
END $$;
CREATE OR REPLACE FUNCTION dismiss_reviewer(login name) RETURNS void LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF EXISTS (SELECT FROM public.writers WHERE role = login) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', login);
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login;
    END IF;
END $$;
CREATE OR REPLACE FUNCTION join_team(login name, team text) RETURNS void LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF EXISTS (SELECT FROM public.writers WHERE role = login) THEN
        INSERT INTO public.writers VALUES (login, 'team:' || team) ON CONFLICT DO NOTHING;
    END IF;
END $$;
"""

_GRANTS = """
REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON FUNCTION canonical(json), refuse_unsound(entries), refuse_late(entries) FROM PUBLIC;
REVOKE ALL ON FUNCTION locked_candidates(), hold_writers(), admit_reviewer(text, name, text), dismiss_reviewer(name),
    join_team(name, text) FROM PUBLIC;
GRANT CONNECT ON DATABASE "{database}" TO {secretary}, {reviewers}, {desk};
GRANT USAGE ON SCHEMA public TO {owner}, {keeper}, {secretary}, {reviewers}, {desk};
GRANT SELECT, INSERT ON entries TO {secretary}, {reviewers};
GRANT SELECT ON writers TO {secretary}, {reviewers}, {keeper}, {owner};
GRANT INSERT ON writers TO {keeper};
GRANT SELECT, INSERT, UPDATE, DELETE ON access_codes TO {secretary};
GRANT SELECT, UPDATE (failures, tried_at) ON access_codes TO {desk};
GRANT EXECUTE ON FUNCTION locked_candidates() TO {secretary}, {reviewers};
GRANT EXECUTE ON FUNCTION hold_writers(), admit_reviewer(text, name, text), dismiss_reviewer(name),
    join_team(name, text) TO {secretary};
GRANT {reviewers} TO {keeper} WITH ADMIN OPTION;
GRANT pg_signal_backend TO {keeper};
ALTER TABLE entries OWNER TO {owner};
ALTER TABLE writers OWNER TO {owner};
ALTER TABLE access_codes OWNER TO {owner};
ALTER FUNCTION entries_only_appended() OWNER TO {owner};
ALTER FUNCTION canonical(json) OWNER TO {owner};
ALTER FUNCTION refuse_unsound(entries) OWNER TO {owner};
ALTER FUNCTION refuse_late(entries) OWNER TO {owner};
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
ALTER FUNCTION entries_never_changed() OWNER TO {owner};
ALTER FUNCTION locked_candidates() OWNER TO {owner};
ALTER FUNCTION hold_writers() OWNER TO {owner};
ALTER FUNCTION admit_reviewer(text, name, text) OWNER TO {keeper};
ALTER FUNCTION dismiss_reviewer(name) OWNER TO {keeper};
ALTER FUNCTION join_team(name, text) OWNER TO {keeper};
"""


def setup_statements(database: str) -> str:
    """Return the SQL, to run in one transaction behind the making of `entries`; running it again changes nothing.

    Parameters
    ----------
    database : str
        Its name as :func:`ledger_address.server_address` lets it through: safe inside SQL without quotes.
    """
    script = "".join((_TABLES, _CANONICAL, _SOUND, _LATE, _TRIGGERS, _LOCKED, _HOLD, _POLICIES, _KEEPER, _GRANTS))
    names = {name: role(database, name) for name in ROLES} | {"prefix": role(database, "reviewer_")}
    return script.format(definer=_DEFINER, database=database, whole=whole_streams(database), **names)
