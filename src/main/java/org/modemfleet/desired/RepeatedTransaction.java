package org.modemfleet.desired;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * For two changes of a row at once, or two first ones: the one that lost is done again on what the other left. Not for
 * use inside a transaction, which would be lost as a whole.
 */
final class RepeatedTransaction implements TransactionOperations {

    private static final int ATTEMPTS = 8;

    private final TransactionOperations transaction;

    RepeatedTransaction(TransactionOperations transaction) {
        this.transaction = transaction;
    }

    /** @param change reads the row anew each time */
    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(change);
            } catch (OptimisticLockingFailureException | DataIntegrityViolationException lost) {
                if (attempt == ATTEMPTS) {
                    throw lost;
                }
            }
        }
    }
}
