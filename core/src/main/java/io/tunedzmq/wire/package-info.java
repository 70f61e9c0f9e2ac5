/**
 * The message format: frames and filters, control topics and what subscribers say with them; how records are gathered
 * into frames. Pure: no socket, no thread, no clock of its own; not exported. The format is described in
 * {@code docs/wire-format.md}.
 */
@NullMarked
package io.tunedzmq.wire;

import org.jspecify.annotations.NullMarked;
