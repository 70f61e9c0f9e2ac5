/** The context of the process in tests. */
@NullMarked
package io.tunedzmq.examples.junit;

import org.jspecify.annotations.NullMarked;
