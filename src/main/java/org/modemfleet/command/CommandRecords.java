package org.modemfleet.command;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface CommandRecords extends JpaRepository<CommandRecord, String> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select r from CommandRecord r where r.id = :id")
    Optional<CommandRecord> findToChange(String id);

    Optional<CommandRecord> findByIdAndModule(String id, String module);

    List<CommandRecord> findByModuleAndIdLessThanOrderByIdDesc(String module, String before, Limit limit);

    @Modifying
    @Query("update CommandRecord r set r.state = org.modemfleet.command.CommandState.INDETERMINATE, "
            + "r.outcome = org.modemfleet.onemo.Outcome.INDETERMINATE, r.detail = :detail, r.settledAt = :now where r.state in :states")
    int abandon(Collection<CommandState> states, String detail, Instant now);

    @Modifying
    @Query("delete from CommandRecord r where r.module = :module")
    int deleteByModule(String module);
}
