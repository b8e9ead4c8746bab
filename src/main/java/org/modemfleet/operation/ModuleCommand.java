package org.modemfleet.operation;

/** One command, ready to be given to any module. */
@FunctionalInterface
public interface ModuleCommand {

    /**
     * Gives it, and waits as long as the command's own endpoint does.
     *
     * @param origin by which the command history will know on whose behalf it was
     * @throws Exception what the endpoint would have answered as a problem
     */
    ModuleResult run(String module, String origin) throws Exception;
}
