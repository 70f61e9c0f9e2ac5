/** Looks at threads, sockets, the process and the host, one small class for each source, and says what it saw. */
@NullMarked
package io.tunedzmq.observe;

import org.jspecify.annotations.NullMarked;
