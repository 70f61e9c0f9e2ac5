/** Programs that use the library as a user would. */
@NullMarked
package io.tunedzmq.examples;

import org.jspecify.annotations.NullMarked;
