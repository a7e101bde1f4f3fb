package io.seckill.gateway.resolve;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.reflection.v1.ErrorResponse;
import io.vertx.grpc.reflection.v1.ExtensionNumberResponse;
import io.vertx.grpc.reflection.v1.FileDescriptorResponse;
import io.vertx.grpc.reflection.v1.ListServiceResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * gRPC reflection: which services are here, and the files that describe them. The library's own ends the stream after its first
 * answer, and throws at the next question.
 *
 * <p>Served as v1, and as v1alpha, which many tools still ask for and whose messages are the same on the wire.
 */
final class ReflectionCalls {
    private static final List<String> VERSIONS =
            List.of("grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    private final List<ServiceDescriptor> services;
    private final Map<String, FileDescriptor> filesByName = new HashMap<>();
    private final Map<String, FileDescriptor> filesBySymbol = new HashMap<>();
    private final CallMeters meters;

    /** Describes {@code services}. */
    ReflectionCalls(List<ServiceDescriptor> services, CallMeters meters) {
        this.services = services;
        this.meters = meters;
        services.forEach(service -> withImports(service.getFile()).forEach(this::index));
    }

    void bind(GrpcServer server) {
        for (String version : VERSIONS) {
            server.callHandler(
                    ServiceMethod.server(
                            ServiceName.create(version),
                            "ServerReflectionInfo",
                            GrpcMessageEncoder.<ServerReflectionResponse>encoder(),
                            GrpcMessageDecoder.decoder(ServerReflectionRequest.newBuilder())),
                    this::serve);
        }
    }

    private void serve(GrpcServerRequest<ServerReflectionRequest, ServerReflectionResponse> request) {
        var call = new GrpcCall<>(request, ServerReflectionRequest::parseFrom, meters);
        call.read(asked -> call.write(answer(asked)), call::end);
    }

    private ServerReflectionResponse answer(ServerReflectionRequest asked) {
        ServerReflectionResponse.Builder answer = ServerReflectionResponse.newBuilder()
                .setValidHost(asked.getHost())
                .setOriginalRequest(asked);
        return switch (asked.getMessageRequestCase()) {
            case LIST_SERVICES -> answer.setListServicesResponse(list()).build();
            case FILE_BY_FILENAME -> file(answer, filesByName.get(asked.getFileByFilename()));
            case FILE_CONTAINING_SYMBOL -> file(answer, filesBySymbol.get(asked.getFileContainingSymbol()));
            case ALL_EXTENSION_NUMBERS_OF_TYPE -> extensions(answer, asked.getAllExtensionNumbersOfType());
            case FILE_CONTAINING_EXTENSION -> error(answer, GrpcStatus.NOT_FOUND, "there are no extensions here");
            case MESSAGEREQUEST_NOT_SET -> error(answer, GrpcStatus.INVALID_ARGUMENT, "nothing is asked");
        };
    }

    private ListServiceResponse list() {
        ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
        services.forEach(service -> list.addService(ServiceResponse.newBuilder().setName(service.getFullName())));
        return list.build();
    }

    /** A file goes with all that it imports, as the protocol allows: nobody has to ask for those one by one. */
    private static ServerReflectionResponse file(
            ServerReflectionResponse.Builder answer, @Nullable FileDescriptor file) {
        if (file == null) {
            return error(answer, GrpcStatus.NOT_FOUND, "no such file or symbol");
        }
        FileDescriptorResponse.Builder files = FileDescriptorResponse.newBuilder();
        withImports(file)
                .forEach(each -> files.addFileDescriptorProto(each.toProto().toByteString()));
        return answer.setFileDescriptorResponse(files).build();
    }

    private ServerReflectionResponse extensions(ServerReflectionResponse.Builder answer, String type) {
        return filesBySymbol.containsKey(type)
                ? answer.setAllExtensionNumbersResponse(
                                ExtensionNumberResponse.newBuilder().setBaseTypeName(type))
                        .build()
                : error(answer, GrpcStatus.NOT_FOUND, "no such type");
    }

    private static ServerReflectionResponse error(
            ServerReflectionResponse.Builder answer, GrpcStatus status, String message) {
        return answer.setErrorResponse(
                        ErrorResponse.newBuilder().setErrorCode(status.code).setErrorMessage(message))
                .build();
    }

    private static Set<FileDescriptor> withImports(FileDescriptor file) {
        Set<FileDescriptor> files = new LinkedHashSet<>();
        files.add(file);
        file.getDependencies().forEach(imported -> files.addAll(withImports(imported)));
        return files;
    }

    private void index(FileDescriptor file) {
        filesByName.put(file.getName(), file);
        file.getServices().forEach(service -> {
            filesBySymbol.put(service.getFullName(), file);
            service.getMethods().forEach(method -> filesBySymbol.put(method.getFullName(), file));
        });
        file.getMessageTypes().forEach(type -> index(type, file));
        file.getEnumTypes().forEach(type -> index(type, file));
    }

    private void index(Descriptor type, FileDescriptor file) {
        filesBySymbol.put(type.getFullName(), file);
        type.getFields().forEach(field -> filesBySymbol.put(field.getFullName(), file));
        type.getNestedTypes().forEach(nested -> index(nested, file));
        type.getEnumTypes().forEach(nested -> index(nested, file));
    }

    private void index(EnumDescriptor type, FileDescriptor file) {
        filesBySymbol.put(type.getFullName(), file);
        type.getValues().forEach(value -> filesBySymbol.put(value.getFullName(), file));
    }
}
