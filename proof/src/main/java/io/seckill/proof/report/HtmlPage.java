package io.seckill.proof.report;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A page of one file, which needs no network: a template with its style, its scripts and their data. */
public final class HtmlPage {
    private HtmlPage() {}

    /**
     * Writes to {@code file}, which it makes or replaces.
     *
     * @param template a resource of this package's, as {@code scripts} are
     * @param data what the scripts show; whatever stands in it stays text
     */
    public static void write(String template, List<String> scripts, JsonObject data, Path file) throws IOException {
        StringBuilder script = new StringBuilder();
        for (String name : scripts) {
            script.append(resource(name)).append('\n');
        }
        String page = resource(template)
                .replace("{{style}}", resource("report.css"))
                .replace("{{hash}}", sha256(script.toString()))
                .replace("{{script}}", script)
                // The last, for it holds what others wrote. No text in it can end the element that it stands in.
                .replace("{{data}}", data.encode().replace("<", "\\u003c"));
        // Not writeString: that refuses half a character, which an answer may hold, or be shortened to.
        Files.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    /** The page's policy runs this script alone, so that nothing in an answer becomes one. */
    private static String sha256(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream("/report/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
