package io.tunedzmq.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The documents of the wire format: the test vectors, and the code blocks of the description. */
final class WireVectors {
    private static final HexFormat HEX = HexFormat.of();

    /** A frame and what it means. */
    record Valid(
            String name,
            String topic,
            FrameKind kind,
            long epoch,
            long sequence,
            long timeNs,
            int number,
            List<byte[]> records,
            String hex) {
        byte[] frame() {
            return HEX.parseHex(hex);
        }

        byte[] topicWithNul() {
            return (topic + '\0').getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A frame that must not be accepted. */
    record Wrong(String name, FrameReader.Format expected, String hex) {
        byte[] frame() {
            return HEX.parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private WireVectors() {}

    static List<Valid> valid() {
        return blocks().stream()
                .filter(block -> !block.containsKey("expect"))
                .map(WireVectors::valid)
                .toList();
    }

    static List<Wrong> wrong() {
        return blocks().stream()
                .filter(block -> block.containsKey("expect"))
                .map(block -> new Wrong(
                        one(block, "name"), FrameReader.Format.valueOf(one(block, "expect")), one(block, "frame")))
                .toList();
    }

    static Valid named(String name) {
        return valid().stream()
                .filter(vector -> vector.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String description() {
        return text("wire-format.md");
    }

    /** The one code block of the description in this language. */
    static String codeBlock(String language) {
        String[] parts = description().split("```" + language + "\n", -1);
        if (parts.length != 2) {
            throw new IllegalStateException(
                    "wire-format.md: " + (parts.length - 1) + " blocks of " + language + " (expected: 1)");
        }
        return parts[1].substring(0, parts[1].indexOf("```"));
    }

    private static Valid valid(Map<String, List<String>> block) {
        return new Valid(
                one(block, "name"),
                one(block, "topic").replace("\\x7f", "\u007f"),
                FrameKind.valueOf(one(block, "kind")),
                HexFormat.fromHexDigitsToLong(one(block, "epoch")),
                Long.parseLong(one(block, "sequence")),
                Long.parseLong(one(block, "time")),
                Integer.parseInt(one(block, "number")),
                block.getOrDefault("record", List.of()).stream()
                        .map(HEX::parseHex)
                        .toList(),
                one(block, "frame"));
    }

    private static String one(Map<String, List<String>> block, String key) {
        List<String> values = block.getOrDefault(key, List.of());
        if (values.size() != 1) {
            throw new IllegalStateException(
                    "wire-vectors.txt: " + block + " has " + values.size() + " lines of " + key + " (expected: 1)");
        }
        return values.get(0);
    }

    private static List<Map<String, List<String>>> blocks() {
        List<Map<String, List<String>>> blocks = new ArrayList<>();
        for (String paragraph : text("wire-vectors.txt").split("\n\n", -1)) {
            Map<String, List<String>> block = new HashMap<>();
            paragraph
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(":", 2))
                    .forEach(pair -> block.computeIfAbsent(pair[0], key -> new ArrayList<>())
                            .add(pair[1].strip()));
            if (!block.isEmpty()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(System.getProperty("project.root"), "core", "docs", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
