package io.tunedzmq.examples.top;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process: a screen of its own, and keys without Enter. It is given back as it was, also when the
 * process is told to end. Confined: one thread at a time.
 */
final class Console implements AutoCloseable {
    /** What {@link #key} returns for none. */
    static final int NO_KEY = -2;

    /** What it returns after the last one. */
    static final int END = -1;

    private static final String ESC = "\u001b[";
    private static final String ENTER = ESC + "?1049h" + ESC + "?25l";
    private static final String LEAVE = ESC + "0m" + ESC + "?25h" + ESC + "?1049l";
    private static final String HOME = ESC + "H";
    private static final String END_OF_LINE = ESC + "K" + "\r\n";
    private static final String REST_OF_SCREEN = ESC + "J";

    private final Terminal terminal;
    private final PrintStream out;
    private final Attributes before;
    private final Thread hook;
    private Size size;

    // Written by the thread of the signal.
    private volatile boolean resized;
    private volatile boolean interrupted;

    private Console(Terminal terminal, PrintStream out) {
        this.terminal = terminal;
        this.out = out;
        size = terminal.getSize();
        terminal.handle(Signal.WINCH, signal -> resized = true);
        // Ctrl-C comes as a key in raw mode, and JLine makes a signal of it that nothing else heeds.
        terminal.handle(Signal.INT, signal -> interrupted = true);
        hook = new Thread(() -> print(LEAVE), "top-restore");
        Runtime.getRuntime().addShutdownHook(hook);
        before = terminal.enterRawMode();
        print(ENTER);
    }

    /** Takes the terminal; null if input and output are not both one. */
    @SuppressWarnings("SystemConsoleNull")
    static @Nullable Console open() throws IOException {
        // The cheap way to know; where it says nothing, from Java 22 on, JLine finds out.
        if (System.console() == null) {
            return null;
        }
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                .dumb(true)
                .build();
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            terminal.close();
            return null;
        }
        return new Console(terminal, System.out);
    }

    /** Whether the size has changed since {@link #columns} and {@link #rows} told it. */
    boolean resized() {
        boolean answer = resized;
        if (answer) {
            resized = false;
            size = terminal.getSize();
        }
        return answer;
    }

    int columns() {
        return size.getColumns();
    }

    int rows() {
        return size.getRows();
    }

    /**
     * Waits for a key for so long.
     *
     * @return {@link #NO_KEY} if none was pressed, {@link #END} if there will be none any more, or after Ctrl-C
     */
    int key(long millis) throws IOException {
        int key = terminal.reader().read(Math.max(1, millis));
        return interrupted ? END : key;
    }

    /** Shows these lines and nothing else. */
    void show(List<Line> lines) {
        StringBuilder text = new StringBuilder(HOME);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String code = switch (line.tone()) {
                case PLAIN -> "";
                case HEADING -> "7";
                case ALARM -> "1;31";
            };
            text.append(code.isEmpty() ? line.text() : ESC + code + "m" + line.text() + ESC + "0m");
            // A line end after the last row would scroll.
            text.append(i < lines.size() - 1 ? END_OF_LINE : ESC + "K");
        }
        print(text + REST_OF_SCREEN);
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        print(LEAVE);
        terminal.setAttributes(before);
        terminal.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends, and the hook gives the screen back a second time.
            print(LEAVE);
        }
    }
}
