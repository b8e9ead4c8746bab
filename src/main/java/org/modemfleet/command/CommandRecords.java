package org.modemfleet.command;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface CommandRecords extends JpaRepository<CommandRecord, String> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from CommandRecord r where r.id = :id")
    Optional<CommandRecord> findToChange(String id);

    Optional<CommandRecord> findFirstByOriginOrderByIdDesc(String origin);

    Optional<CommandRecord> findByIdAndModule(String id, String module);

    List<CommandRecord> findByModuleAndIdLessThanOrderByIdDesc(String module, String before, Limit limit);

    /** Oldest first: a later one finds what the earlier ones left. */
    @Query("select r from CommandRecord r where r.module = :module and r.intent is not null and r.kind in :kinds "
            + "and r.state in (org.modemfleet.command.CommandState.INDETERMINATE, org.modemfleet.command.CommandState.PENDING) "
            + "order by r.sentAt")
    List<CommandRecord> findOpen(String module, Collection<CommandKind> kinds);

    @Query("select count(r) from CommandRecord r where r.module = :module and r.connectId = :connectId and r.intent is not null "
            + "and r.kind in :kinds and r.state = org.modemfleet.command.CommandState.RUNNING and r.sentAt > :since")
    long countUnderWay(String module, Integer connectId, Collection<CommandKind> kinds, Instant since);

    @Query("select distinct r.module from CommandRecord r where r.intent is not null and r.kind in :kinds "
            + "and r.state = org.modemfleet.command.CommandState.INDETERMINATE")
    Set<String> findModulesWithOpen(Collection<CommandKind> kinds);

    /** What was sent later and may have changed the same, or, typed by hand, anything. A refused command changed nothing. */
    @Query("select count(r) from CommandRecord r where r.module = :module and r.sentAt > :sentAt and (r.kind = "
            + "org.modemfleet.command.CommandKind.RAW or r.connectId = :connectId and r.kind in :kinds "
            + "and r.state <> org.modemfleet.command.CommandState.REFUSED)")
    long countDisturbing(String module, Integer connectId, Instant sentAt, Collection<CommandKind> kinds);

    /** Its turn never came. */
    @Modifying
    @Query("update CommandRecord r set r.state = org.modemfleet.command.CommandState.REFUSED, r.intent = null, r.detail = :detail, "
            + "r.settledAt = :now where r.state = org.modemfleet.command.CommandState.QUEUED")
    int dropUnsent(String detail, Instant now);

    @Modifying
    @Query("update CommandRecord r set r.state = org.modemfleet.command.CommandState.INDETERMINATE, "
            + "r.outcome = org.modemfleet.onemo.Outcome.INDETERMINATE, r.detail = :detail, r.settledAt = :now where r.state in :states")
    int abandon(Collection<CommandState> states, String detail, Instant now);

    @Modifying
    @Query("delete from CommandRecord r where r.module = :module")
    int deleteByModule(String module);
}
