/** A module that needs the library and nothing else. */
module com.example {
    requires io.tunedzmq;
}
