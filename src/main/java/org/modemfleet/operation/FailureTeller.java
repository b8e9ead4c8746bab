package org.modemfleet.operation;

/** Tells a failure as the answer to a request would. */
@FunctionalInterface
public interface FailureTeller {

    ModuleResult tell(Throwable failure);
}
