package io.seckill.load.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Makes a process stand still again and again, as a long garbage collection or a machine short of processors would:
 * by SIGSTOP and SIGCONT.
 */
final class Brake {
    private static final long GOING_SECONDS = 3;
    private static final long STANDING_SECONDS = 2;

    private final long pid;
    private final Thread thread = new Thread(this::run, "brake");

    private Brake(long pid) {
        this.pid = pid;
    }

    /** Lets the process stand still for 2 of every 5 seconds, until {@link #release}. */
    static Brake on(long pid) {
        Brake brake = new Brake(pid);
        brake.thread.setDaemon(true);
        brake.thread.start();
        return brake;
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(GOING_SECONDS);
                signal("STOP");
                TimeUnit.SECONDS.sleep(STANDING_SECONDS);
                signal("CONT");
            }
        } catch (InterruptedException e) {
            // Released: that is the only way out.
        }
    }

    private void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("no kill command", e);
        }
    }

    /** Lets it go on for good. */
    void release() throws InterruptedException {
        thread.interrupt();
        thread.join();
        signal("CONT");
    }
}
