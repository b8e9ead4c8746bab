package org.modemfleet.problem;

import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/** A database that is away, locked or full, as Spring tells it. A statement that can never work is our own error. */
final class StorageProblems {

    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private StorageProblems() {}

    static Optional<Problem> find(Throwable failure) {
        return switch (failure) {
            case DataIntegrityViolationException _, InvalidDataAccessApiUsageException _,
                    InvalidDataAccessResourceUsageException _ -> Optional.empty();
            case DataAccessException _, CannotCreateTransactionException _, TransactionSystemException _,
                    TransactionTimedOutException _ -> Optional.of(ProblemType.STORAGE_UNAVAILABLE
                            .because("the database does not answer").retryAfter(WHILE_AWAY));
            default -> Optional.empty();
        };
    }
}
