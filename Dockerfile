# The workbench as one image: the web server and the worker differ in their command only.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=borderless.web.config.settings \
    BORDERLESS_HOME=/data

WORKDIR /app
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY src ./src
COPY examples ./examples
RUN pip install --constraint constraints.txt ".[web]"

# Nothing runs as root; /data holds the collected static files.
RUN useradd --system --create-home borderless && mkdir /data && chown borderless /data
USER borderless

# The secret given here only lets Django start to collect its files; the real one comes at run time.
RUN BORDERLESS_SECRET_KEY=only-for-collecting-static-files \
    python -m django collectstatic --noinput

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "borderless.web.config.wsgi:application"]
