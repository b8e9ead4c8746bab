package org.modemfleet.idempotency;

/** What a key means for the request that brings it. */
sealed interface Claim {

    /** It is new: the request is done. */
    record First(String id) implements Claim {}

    record Answered(Answer answer) implements Claim {}

    record InUse() implements Claim {}

    /** It was used for another request. */
    record Reused() implements Claim {}

    /** The first request ended without an answer. */
    record CutOff(String id) implements Claim {}
}
