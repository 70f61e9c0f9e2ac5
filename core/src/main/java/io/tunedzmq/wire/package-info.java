/**
 * The message format and what can be concluded from it: encode, decode, gather records into frames, account for
 * sequences. Pure: no socket, no thread, no clock of its own. The format is described in {@code docs/wire-format.md}.
 */
@NullMarked
package io.tunedzmq.wire;

import org.jspecify.annotations.NullMarked;
