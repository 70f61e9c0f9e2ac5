/** What was asked for: immutable settings that check themselves. Nothing here knows a socket. */
@NullMarked
package io.tunedzmq.config;

import org.jspecify.annotations.NullMarked;
