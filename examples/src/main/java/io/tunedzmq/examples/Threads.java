package io.tunedzmq.examples;

/** Starts threads that do not keep the process alive: a hanging one must not outlast the program's own time limit. */
final class Threads {
    private Threads() {}

    static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
