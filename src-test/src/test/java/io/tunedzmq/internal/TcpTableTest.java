package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.TcpTable.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of /proc/net/tcp and /proc/net/tcp6. */
class TcpTableTest {
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String IPV4 =
            "  11: 0100007F:1F90 0100007F:C350 01 00000010:00000000 01:00000019 00000003     0"
                    + "        0 31780 1 00000000ab98b37d 100 0 0 10 0";
    private static final String MAPPED =
            "   0: 0000000000000000FFFF00000100007F:8F66 0000000000000000FFFF00000200007F:1C21"
                    + " 01 00000000:00000123 00:00000000 00000000     0        0 1 1 00000000ab98b37d 20 4 30 10 -1";
    private static final String IPV6 =
            "   1: B80D0120000000000000000001000000:15B3 B80D0120000000000000000002000000:9C40"
                    + " 01 00000000:00000000 00:00000000 00000000     0        0 1 1 00000000ab98b37d 20 4 30 10 -1";

    @TempDir
    private Path net;

    @Test
    void shouldReadEitherFamilyAndWhatWaits() {
        assertThat(TcpTable.parse(IPV4)).containsExactly(new Connection(0x1F90, 0xC350, true, false, 3));
        assertThat(TcpTable.parse(MAPPED)).containsExactly(new Connection(0x8F66, 0x1C21, false, true, 0));
        assertThat(TcpTable.parse(IPV6)).containsExactly(new Connection(0x15B3, 0x9C40, false, false, 0));
    }

    /** Data is sent again; who has taken nothing more is asked for room. */
    @Test
    void shouldReadHowOftenNothingCameBack() {
        String asked = IPV4.replace("00000003     0        0", "00000000  1000        7");

        assertThat(TcpTable.parse(IPV4)).extracting(Connection::repeated).containsExactly(3);
        assertThat(TcpTable.parse(asked)).extracting(Connection::repeated).containsExactly(7);
    }

    @Test
    void shouldLeaveOutWhatIsNotOpen() {
        assertThat(Stream.of("02", "06", "0A", "0C")
                        .flatMap(state -> TcpTable.parse(IPV4.replace(" 01 ", " " + state + " ") + " 01 ")))
                .isEmpty();
    }

    @Test
    void shouldLeaveOutWhatIsNoLineOfATable() {
        assertThat(Stream.of(
                                HEADER,
                                "",
                                " 01 ",
                                "  11: 0100007F:1F90 0100007F:C350 01 ",
                                IPV4.replace("00000010:00000000", "00000010"),
                                IPV4.substring(0, IPV4.indexOf(" 31780") - 1),
                                IPV4.replace(":1F90", ":XYZ0"),
                                IPV4.replace(":1F90", ":11F90"),
                                IPV4.replace(":C350", ""),
                                IPV4.replace("0100007F:1F90", "0100007F1F90"))
                        .flatMap(TcpTable::parse))
                .isEmpty();
    }

    @Test
    void shouldReadBothTablesAndKnowNothingWhereThereIsNone() throws Exception {
        assertThat(TcpTable.read(net)).isEmpty();

        Files.write(net.resolve("tcp6"), List.of(HEADER, MAPPED, IPV6));
        assertThat(TcpTable.read(net).orElseThrow())
                .extracting(Connection::localPort)
                .containsExactly(0x8F66, 0x15B3);
        Files.write(net.resolve("tcp"), List.of(HEADER, IPV4));
        assertThat(TcpTable.read(net).orElseThrow())
                .extracting(Connection::localPort)
                .containsExactly(0x1F90, 0x8F66, 0x15B3);
    }
}
