package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What every command may be answered with instead. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(responseCode = "404", description = "`not-found`: no such module, or a connect_id, ssl_id or key that no model has")
@ApiResponse(responseCode = "409", description = "`not-connected` (602), `connecting` (603), `already-connected` (604), "
        + "`wrong-state` (607)")
@ApiResponse(responseCode = "422", description = "`invalid-parameter` with `errors`, `unsupported-by-model`; nothing was "
        + "sent, unless `cme` is 601 or 761")
@ApiResponse(responseCode = "429", description = "`busy`: the module's queue is full")
@ApiResponse(responseCode = "502", description = "`command-rejected`: the module answered with another error")
@ApiResponse(responseCode = "503", description = "`module-unavailable`: opening, lost or disabled; `storage-unavailable`")
@ApiResponse(responseCode = "504", description = "`no-response`: nobody knows whether the command was carried out")
@interface CommandProblems {}
