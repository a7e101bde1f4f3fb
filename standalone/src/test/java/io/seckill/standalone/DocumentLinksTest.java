package io.seckill.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FOREIGN = Pattern.compile("target|node_modules|\\..*");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|^ {4}[^\n]*$");
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)\\s]+)\\)");
    private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{N}_ -]");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void everyRelativeLinkLeadsToAFileAndAHeadingThatExist() {
        List<Path> documents = documentsIn(ROOT).toList();

        assertThat(documents).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/slots.md"));
        assertThat(documents.stream().flatMap(DocumentLinksTest::brokenLinks)).isEmpty();
    }

    private static Stream<Path> documentsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> !FOREIGN.matcher(file.toFile().getName()).matches())
                    .toList()
                    .stream()
                    .flatMap(file -> Files.isDirectory(file) ? documentsIn(file) : Stream.of(file))
                    .filter(file -> file.toString().endsWith(".md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> brokenLinks(Path document) {
        return LINK.matcher(text(document))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !leadsSomewhere(document, (link + "#").split("#", -1)))
                .map(link -> ROOT.relativize(document) + ": " + link);
    }

    private static boolean leadsSomewhere(Path document, String[] parts) {
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        return Files.exists(target)
                && (parts[1].isEmpty() || anchors(text(target)).anyMatch(parts[1]::equals));
    }

    /** As GitHub makes them: punctuation goes, spaces become hyphens. */
    private static Stream<String> anchors(String text) {
        return HEADING.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(found -> PUNCTUATION.matcher(found.group(1)).replaceAll("").replace(' ', '-'));
    }

    private static String text(Path document) {
        try {
            return CODE.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
