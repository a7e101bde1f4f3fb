package io.seckill.backend.commit;

/** A pipeline as it is while its committer has a producer, for the tests of those who feed it. */
public final class OpenPipeline {
    private OpenPipeline() {}

    /** A new one. */
    public static Pipeline open() {
        Pipeline pipeline = new Pipeline(10);
        pipeline.opened();
        return pipeline;
    }
}
