package org.modemfleet.idempotency;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A response that is kept before its first byte is written. */
final class KeptResponse extends ServerHttpResponseDecorator {

    private static final int OK = 200;

    private final Function<Answer, Mono<Void>> keeper;
    private final AtomicBoolean kept = new AtomicBoolean();

    KeptResponse(ServerHttpResponse response, Function<Answer, Mono<Void>> keeper) {
        super(response);
        this.keeper = keeper;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return DataBufferUtils.join(body).map(KeptResponse::bytes).defaultIfEmpty(new byte[0])
                .flatMap(bytes -> keep(bytes).then(Mono.defer(() -> super.writeWith(Mono.just(bufferFactory().wrap(bytes))))));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return writeWith(Flux.from(body).concatMap(Function.identity()));
    }

    @Override
    public Mono<Void> setComplete() {
        return keep(new byte[0]).then(Mono.defer(super::setComplete));
    }

    /** For a response that nobody has written anything to. */
    Mono<Void> keepEmpty() {
        return keep(new byte[0]);
    }

    private Mono<Void> keep(byte[] body) {
        return Mono.defer(() -> kept.compareAndSet(false, true) ? keeper.apply(Answer.of(status(), getHeaders(), body)) : Mono.empty());
    }

    private int status() {
        HttpStatusCode status = getStatusCode();
        return status == null ? OK : status.value();
    }

    static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
