// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file that a page's form sends, in the field {@code file}.
 *
 * @param redirect where the page wants to go then, on this server; null: nowhere
 */
record UploadedFile(Buffer content, @Nullable String redirect) {

    static final String FORM = "multipart/form-data";

    static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    /** @throws Refusal if the form is malformed, or there is no file in it */
    static UploadedFile of(Buffer body, String contentType) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body.getBytes()));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        Buffer file = null;
        String redirect = null;
        try {
            HttpPostMultipartRequestDecoder form =
                    new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
            try {
                for (InterfaceHttpData part : form.getBodyHttpDatas()) {
                    if (part instanceof FileUpload upload && part.getName().equals("file")) {
                        file = Buffer.buffer(upload.get());
                    } else if (part instanceof Attribute field && part.getName().equals("redirect")) {
                        redirect = field.getValue();
                    }
                }
            } finally {
                form.destroy();
            }
        } catch (IOException | RuntimeException e) {
            throw Refusal.badRequest("malformed form");
        }
        if (file == null) {
            throw Refusal.badRequest("failed_to_parse_json");
        }
        return new UploadedFile(file, isHere(redirect) ? redirect : null);
    }

    private static boolean isHere(@Nullable String redirect) {
        return redirect != null
                && redirect.chars().allMatch(c -> c > ' ' && c <= '~')
                && !redirect.contains(":")
                && !redirect.contains("//")
                && !redirect.contains("\\");
    }
}
