/** {@code /bulk} and {@code /operations}. */
@NullMarked
package org.modemfleet.operation.web;

import org.jspecify.annotations.NullMarked;
