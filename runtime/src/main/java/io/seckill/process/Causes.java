package io.seckill.process;

/** What a failure says, for a log: libraries hide the reason that an operator needs in a cause of a cause. */
public final class Causes {
    private static final int MAX_LENGTH = 300;

    private Causes() {}

    /** The message of {@code failure} and that of its root cause, in one line of bounded length. */
    public static String inOneLine(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String top = message(failure);
        String line = root == failure || message(root).equals(top) ? top : top + ": " + message(root);
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").replaceAll("[^ -~]", "?");
    }
}
