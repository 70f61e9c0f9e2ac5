/** What to ask for, before anything runs: from a load to settings. Pure arithmetic; nothing here knows a socket. */
@NullMarked
package io.tunedzmq.sizing;

import org.jspecify.annotations.NullMarked;
