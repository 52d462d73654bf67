/* SPDX-License-Identifier: MIT */
/*
 * A peer for make bench: the smallest server over libmicrohttpd, one thread, epoll, one short
 * answer to everything. Usage: mhd PORT; it ends with its standard input or on a signal.
 */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum MHD_Result answer(void *text, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    (void)text, (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    if (*state == NULL) { /* the first call for a request comes before its body */
        *state = connection;
        return MHD_YES;
    }
    static char body[] = "It works.\n";
    struct MHD_Response *response =
        MHD_create_response_from_buffer(sizeof body - 1, body, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

int main(int argc, char **argv)
{
    unsigned long port = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL, NULL, answer, NULL,
                         MHD_OPTION_CONNECTION_LIMIT, 10000U, MHD_OPTION_END);
    if (daemon == NULL)
        return EXIT_FAILURE;
    pause();
    return EXIT_SUCCESS;
}
