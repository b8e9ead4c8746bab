package org.modemfleet.problem;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;

/** Finds the problem that a failure is: the rooms' own first, then the web's, then the database's. */
@Component
class Problems {

    private final ProblemTable table = new ProblemTable();

    /** Never empty-handed: what nobody knows is {@link ProblemType#INTERNAL}. */
    Problem of(Throwable failure) {
        Throwable known = unwrap(failure);
        return table.find(known)
                .or(() -> WebProblems.find(known))
                .or(() -> StorageProblems.find(known))
                .or(() -> causeOf(known))
                .orElseGet(() -> ProblemType.INTERNAL.because("the service's log tells more under this requestId"));
    }

    /** A repository's or a room's failure that something general was wrapped around. */
    private Optional<Problem> causeOf(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            Throwable known = cause;
            Optional<Problem> problem = table.find(known).or(() -> StorageProblems.find(known));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable inner = Exceptions.unwrap(failure);
        while (inner.getCause() != null && (inner instanceof CompletionException || inner instanceof ExecutionException
                || inner instanceof UndeclaredThrowableException)) {
            inner = inner.getCause();
        }
        return inner;
    }
}
