package io.seckill.e2e.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A curl command as a person would paste it, carried out here: not every machine that runs the tests has curl.
 *
 * <p>Knows {@code -i}, {@code -X}, {@code -H} and the URL; refuses anything else, so that it cannot pass for more.
 *
 * @param method the HTTP method
 * @param headers the headers
 * @param url where it goes
 */
public record CurlLine(HttpMethod method, Map<String, String> headers, URI url) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** The commands in {@code text}, in order: its lines that begin with {@code curl}. */
    public static List<CurlLine> in(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("curl "))
                .map(CurlLine::parse)
                .toList();
    }

    /** Sends it. */
    public Future<Answer> run(Caller caller) {
        return caller.send(url.getPort(), method, url.getPath(), headers, Buffer.buffer());
    }

    private static CurlLine parse(String line) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(line); word.find(); ) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        HttpMethod method = HttpMethod.GET;
        Map<String, String> headers = new HashMap<>();
        int next = 1;
        for (; next < words.size() - 1; next++) {
            switch (words.get(next)) {
                case "-i" -> {}
                case "-X" -> method = HttpMethod.valueOf(words.get(++next));
                case "-H" -> {
                    String[] header = words.get(++next).split(": ", 2);
                    headers.put(header[0], header[1]);
                }
                default -> throw new AssertionError("cannot read " + words.get(next) + " in " + line);
            }
        }
        return new CurlLine(method, headers, URI.create(words.get(next)));
    }
}
