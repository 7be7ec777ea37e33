/** Made by `npm run api:types` from the backend's OpenAPI document; not to be edited. */

export interface paths {
  "/readyz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The database answers too. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/healthz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process answers. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Counts for Prometheus. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Prometheus text. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "text/plain": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/status": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The worker's state, the default backbone, the limits. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Status"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events as they happen; ``Last-Event-ID`` takes up where a client left off. */
    get: {
      parameters: {
        query?: {
          project?: string | null;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Server-sent events. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "text/event-stream": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Projects, newest first; with ``removed`` those that were removed, the last one first. */
    get: {
      parameters: {
        query?: {
          removed?: boolean;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ProjectList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /** Create a project. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["ProjectIn"];
        };
      };
      responses: {
        /** @description Successful response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ProjectOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/backbones": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The catalogue. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["BackboneList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/strategies": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The strategies with their parameters, and the presets of augmentation. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["StrategyList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{job_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One job. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/images/{sha256}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** An image as it was sent. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          sha256: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The picture, byte for byte as it came. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "image/*": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/backbones/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove a backbone that was trained here and that nothing uses. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Call a backbone that was trained here otherwise. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          name: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["BackboneChange"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["BackboneOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    trace?: never;
  };
  "/api/previews/{sha256}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A sheet: a row for each picture, as it is first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          sha256: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The sheet, as WebP. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "image/webp": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/jobs/{job_id}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel a job: at once while it waits, soon while it runs; one that ended stays as it ended. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          job_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One project. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ProjectOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    /** Remove a project; it can be restored. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Rename a project, choose another backbone for its next runs, or say what its number is. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["ProjectChange"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ProjectOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    trace?: never;
  };
  "/api/backbones/{name}/fetch": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Download a backbone's weights: the one thing that uses the internet, and only when asked.
     * @description Asked again while it is under way, it answers with the same job.
     */
    post: {
      parameters: {
        query?: {
          top?: boolean;
        };
        header?: never;
        path: {
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobStarted"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/images/{sha256}/thumbnail": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A small copy of an image. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          sha256: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description At most 240 pixels a side. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "image/jpeg": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/runs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The project's runs, newest first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["RunList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /** Train the project on the examples it has now. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["RunIn"];
        };
      };
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["RunStarted"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/backbones/{name}/classifier": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The pretrained classifier as the page loads it, once it was exported. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Classifier"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /** Export the pretrained classifier for the page; quick where that was done before. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobStarted"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/advice": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the project's pictures and their feature vectors say, the most severe first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["AdviceList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/restore": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring a removed project back. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ProjectOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/classes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A project's classes in order. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ClassList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /** Add a class. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["ClassIn"];
        };
      };
      responses: {
        /** @description Successful response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ClassOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/imports": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Import a zip file of class folders, or of pictures with a listing; the worker does it.
     * @description The request's body is a zip file: ``class/file``, ``split/class/file``, or pictures with a CSV file beside them whose columns are ``file``, ``value`` or ``labels``, ``group`` and ``split``.
     */
    post: {
      parameters: {
        query?: {
          file_name?: string;
          file_column?: string[];
          value_column?: string | null;
          labels_column?: string | null;
          group_column?: string | null;
          split_column?: string | null;
        };
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/zip": string;
          "application/octet-stream": string;
        };
      };
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobStarted"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/verdict": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was found last about the project and a backbone. */
    get: {
      parameters: {
        query?: {
          backbone?: string | null;
        };
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["VerdictOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /** Find out whether a backbone's pretraining helps the project. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["VerdictIn"];
        };
      };
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobStarted"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/compare": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The project's comparisons, newest first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ComparisonList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /** Train every combination of strategy and backbone on the examples the project has now. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["ComparisonIn"];
        };
      };
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ComparisonOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/examples": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A page of examples, newest first. */
    get: {
      parameters: {
        query?: {
          class_id?: string | null;
          split?: ("train" | "val" | "test" | "auto") | null;
          labelled?: boolean | null;
          cursor?: string | null;
          offset?: number;
          limit?: number;
        };
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ExampleList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    /**
     * Add a picture with what it shows. 200 and ``duplicate`` when it was there already.
     * @description The request's body is the picture file itself.
     */
    post: {
      parameters: {
        query?: {
          class_id?: string | null;
          class_ids?: string;
          none_of_these?: boolean;
          value?: number | null;
          group?: string | null;
          split?: ("train" | "val" | "test") | null;
          source?: "upload" | "camera" | "paste" | "import" | "correction";
          file_name?: string;
          conflict?: "reject" | "move";
        };
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "image/*": string;
          "application/octet-stream": string;
        };
      };
      responses: {
        /** @description It was there already. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Added"];
          };
        };
        /** @description Successful response */
        201: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Added"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/versions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The project's versions, newest first. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["VersionList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/previews": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Draw what a preset makes of some of the project's pictures; the job's result names the sheet. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["PreviewIn"];
        };
      };
      responses: {
        /** @description Successful response */
        202: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["JobStarted"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/examples/move": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Move examples to another class. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["Move"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Moved"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/runs/{run_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One run. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          run_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["RunOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/examples/remove": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Remove examples; they can be restored. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["Ids"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Removed"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/examples/restore": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring removed examples back. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["Ids"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Restored"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/classes/{class_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove a class with its pictures; both can be restored. */
    delete: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          class_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        204: {
          headers: {
            [name: string]: unknown;
          };
          content?: never;
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    options?: never;
    head?: never;
    /** Rename a class; its pictures and versions keep it. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          class_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["ClassIn"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ClassOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    trace?: never;
  };
  "/api/projects/{project_id}/compare/{comparison}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One comparison. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          comparison: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ComparisonOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/examples/{example_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Say what an example shows, or move it to another split; a split of null leaves it to the hash. */
    patch: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          example_id: string;
        };
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["ExampleChange"];
        };
      };
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ExampleOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    trace?: never;
  };
  "/api/projects/{project_id}/runs/{run_id}/mistakes": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the run's head took for another class, where pictures have one; without what was removed since. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          run_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["MistakeList"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/classes/{class_id}/restore": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring a removed class back, with its pictures. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          class_id: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ClassOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/versions/{number}/manifest": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the page loads: files, classes, calibration, metrics and the proof of a version. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          number: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Manifest"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/compare/{comparison}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel what of it has not ended; finished rows stay. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          comparison: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["ComparisonOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/versions/{number}/bundle.zip": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A version as files. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          number: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Static files that any web server hosts. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/zip": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/projects/{project_id}/versions/{number}/publish": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make a version the current one: how one rolls back, and forward again. */
    post: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          project_id: string;
          number: number;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description Successful response */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["VersionOut"];
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/artifacts/{kind}/{sha256}/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A file of an exported model; its address names its content, so it never changes. */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path: {
          kind: string;
          sha256: string;
          name: string;
        };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description A file of an exported model. */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/octet-stream": unknown;
          };
        };
        /** @description An error. */
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": components["schemas"]["Error"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /**
     * BetterBackbone
     * @description A backbone that would do better than the default one, once its weights are fetched.
     */
    "Status.BetterBackbone": {
      /** Name */
      name: string;
      /** Bytes */
      bytes: number | null;
      fetching: components["schemas"]["Status.JobOut"] | null;
    };
    /**
     * JobOut
     * @description A job and how far it is.
     */
    "Status.JobOut": {
      /** Id */
      id: string;
      /** Kind */
      kind: string;
      /** Project Id */
      project_id: string | null;
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Attempt */
      attempt: number;
      /** Cancel Requested */
      cancel_requested: boolean;
      /** Progress */
      progress: {
        [key: string]: unknown;
      } | null;
      /** Result */
      result: {
        [key: string]: unknown;
      } | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      /** Created At */
      created_at: string;
      /** Started At */
      started_at: string | null;
      /** Finished At */
      finished_at: string | null;
    };
    /**
     * Limits
     * @description How much is taken.
     */
    "Status.Limits": {
      /** Upload Bytes */
      upload_bytes: number;
      /** Pixels */
      pixels: number;
      /** Classes */
      classes: number;
      /** Examples */
      examples: number;
    };
    /**
     * WorkerState
     * @description What the worker does.
     */
    "Status.WorkerState": {
      /**
       * State
       * @enum {string}
       */
      state: "absent" | "starting" | "preparing" | "ready" | "busy";
      /** Detail */
      detail: string | null;
      /** Progress */
      progress: number | null;
    };
    /**
     * Status
     * @description The installation at a glance.
     */
    Status: {
      /** Version */
      version: string;
      worker: components["schemas"]["Status.WorkerState"];
      /** Backbone */
      backbone: string;
      better: components["schemas"]["Status.BetterBackbone"] | null;
      limits: components["schemas"]["Status.Limits"];
    };
    /**
     * ProjectOut
     * @description A project with its counts.
     */
    "ProjectList.ProjectOut": {
      /** Id */
      id: string;
      /** Name */
      name: string;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      target: components["schemas"]["ProjectList.TargetOut"] | null;
      /** Backbone */
      backbone: string;
      /** Classes */
      classes: number;
      /** Examples */
      examples: number;
      /** Embedded */
      embedded: number;
      /** Current Version */
      current_version: number | null;
      /** Relabelled At */
      relabelled_at: string | null;
      /** Covers */
      covers: string[];
      /** Created At */
      created_at: string;
    };
    /**
     * TargetOut
     * @description What a project's number is.
     */
    "ProjectList.TargetOut": {
      /** Quantity */
      quantity: string | null;
      /** Unit */
      unit: string | null;
      /** Transform */
      transform: ("none" | "log") | null;
    };
    /**
     * ProjectList
     * @description Projects, newest first.
     */
    ProjectList: {
      /** Items */
      items: components["schemas"]["ProjectList.ProjectOut"][];
      /**
       * Next
       * @default null
       */
      next?: string | null;
    };
    /**
     * TargetOut
     * @description What a project's number is.
     */
    "ProjectOut.TargetOut": {
      /** Quantity */
      quantity: string | null;
      /** Unit */
      unit: string | null;
      /** Transform */
      transform: ("none" | "log") | null;
    };
    /**
     * ProjectOut
     * @description A project with its counts.
     */
    ProjectOut: {
      /** Id */
      id: string;
      /** Name */
      name: string;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      target: components["schemas"]["ProjectOut.TargetOut"] | null;
      /** Backbone */
      backbone: string;
      /** Classes */
      classes: number;
      /** Examples */
      examples: number;
      /** Embedded */
      embedded: number;
      /** Current Version */
      current_version: number | null;
      /** Relabelled At */
      relabelled_at: string | null;
      /** Covers */
      covers: string[];
      /** Created At */
      created_at: string;
    };
    /**
     * ProjectIn
     * @description A new project.
     */
    ProjectIn: {
      /** Name */
      name: string;
      /**
       * Backbone
       * @default null
       */
      backbone?: string | null;
      /**
       * Task
       * @default single_label
       * @enum {string}
       */
      task?: "single_label" | "multi_label" | "regression";
      /**
       * Quantity
       * @default null
       */
      quantity?: string | null;
      /**
       * Unit
       * @default null
       */
      unit?: string | null;
      /**
       * Transform
       * @default null
       */
      transform?: ("none" | "log") | null;
    };
    /**
     * AccuracyOut
     * @description On ImageNet, in per cent; none where it isn't known.
     */
    "BackboneList.AccuracyOut": {
      /** Top1 */
      top1: number | null;
      /** Top5 */
      top5: number | null;
    };
    /**
     * BackboneOut
     * @description A row of the catalogue.
     */
    "BackboneList.BackboneOut": {
      /** Name */
      name: string;
      /** Family */
      family: string;
      /** Source */
      source: string;
      /** Input */
      input: {
        [key: string]: unknown;
      };
      /** Least */
      least: number;
      /** Features */
      features: number;
      /** Groups */
      groups: string[];
      /** Licence */
      licence: string;
      /** Paper */
      paper: string;
      accuracy: components["schemas"]["BackboneList.AccuracyOut"];
      weights: components["schemas"]["BackboneList.Weights"];
      /** Available */
      available: boolean;
      /** Origin */
      origin: {
        [key: string]: string;
      } | null;
    };
    /**
     * Weights
     * @description Where a backbone's weights are.
     */
    "BackboneList.Weights": {
      /**
       * State
       * @enum {string}
       */
      state: "embedded" | "local" | "cached" | "absent";
      /** Bytes */
      bytes: number | null;
      /**
       * Top
       * @enum {string}
       */
      top: "local" | "cached" | "absent";
    };
    /**
     * BackboneList
     * @description The catalogue.
     */
    BackboneList: {
      /** Items */
      items: components["schemas"]["BackboneList.BackboneOut"][];
    };
    /**
     * ParameterOut
     * @description A parameter of a strategy: a number between ``least`` and ``most``, one of ``choices``, or a name.
     */
    "StrategyList.ParameterOut": {
      /** Name */
      name: string;
      /** Default */
      default: number | string;
      /** Help */
      help: string;
      /** Least */
      least: number | null;
      /** Most */
      most: number | null;
      /** Choices */
      choices: string[] | null;
      when: components["schemas"]["StrategyList.When"] | null;
    };
    /**
     * PresetOut
     * @description A scene, and how far its pictures are changed while training.
     */
    "StrategyList.PresetOut": {
      /** Name */
      name: string;
      /** Title */
      title: string;
      /** Sentence */
      sentence: string;
      /** Shift */
      shift: number;
      /** Zoom */
      zoom: number;
      /** Rotate */
      rotate: number;
      /** Flip */
      flip: string;
      /** Light */
      light: number;
      /** Erase */
      erase: number;
    };
    /**
     * StrategyOut
     * @description A way to reuse weights.
     */
    "StrategyList.StrategyOut": {
      /** Id */
      id: string;
      /** Title */
      title: string;
      /** Section */
      section: string;
      /** Sentence */
      sentence: string;
      /** Parameters */
      parameters: components["schemas"]["StrategyList.ParameterOut"][];
    };
    /**
     * When
     * @description That another parameter has this value.
     */
    "StrategyList.When": {
      /** Name */
      name: string;
      /** Value */
      value: string;
    };
    /**
     * StrategyList
     * @description What there is to choose from.
     */
    StrategyList: {
      /** Items */
      items: components["schemas"]["StrategyList.StrategyOut"][];
      /** Presets */
      presets: components["schemas"]["StrategyList.PresetOut"][];
    };
    /**
     * JobOut
     * @description A job and how far it is.
     */
    JobOut: {
      /** Id */
      id: string;
      /** Kind */
      kind: string;
      /** Project Id */
      project_id: string | null;
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Attempt */
      attempt: number;
      /** Cancel Requested */
      cancel_requested: boolean;
      /** Progress */
      progress: {
        [key: string]: unknown;
      } | null;
      /** Result */
      result: {
        [key: string]: unknown;
      } | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      /** Created At */
      created_at: string;
      /** Started At */
      started_at: string | null;
      /** Finished At */
      finished_at: string | null;
    };
    /**
     * AccuracyOut
     * @description On ImageNet, in per cent; none where it isn't known.
     */
    "BackboneOut.AccuracyOut": {
      /** Top1 */
      top1: number | null;
      /** Top5 */
      top5: number | null;
    };
    /**
     * Weights
     * @description Where a backbone's weights are.
     */
    "BackboneOut.Weights": {
      /**
       * State
       * @enum {string}
       */
      state: "embedded" | "local" | "cached" | "absent";
      /** Bytes */
      bytes: number | null;
      /**
       * Top
       * @enum {string}
       */
      top: "local" | "cached" | "absent";
    };
    /**
     * BackboneOut
     * @description A row of the catalogue.
     */
    BackboneOut: {
      /** Name */
      name: string;
      /** Family */
      family: string;
      /** Source */
      source: string;
      /** Input */
      input: {
        [key: string]: unknown;
      };
      /** Least */
      least: number;
      /** Features */
      features: number;
      /** Groups */
      groups: string[];
      /** Licence */
      licence: string;
      /** Paper */
      paper: string;
      accuracy: components["schemas"]["BackboneOut.AccuracyOut"];
      weights: components["schemas"]["BackboneOut.Weights"];
      /** Available */
      available: boolean;
      /** Origin */
      origin: {
        [key: string]: string;
      } | null;
    };
    /**
     * BackboneChange
     * @description A trained backbone's new name.
     */
    BackboneChange: {
      /** Name */
      name: string;
    };
    /**
     * ProjectChange
     * @description What may be changed of a project; what is left out stays.
     */
    ProjectChange: {
      /**
       * Name
       * @default null
       */
      name?: string | null;
      /**
       * Backbone
       * @default null
       */
      backbone?: string | null;
      /**
       * Task
       * @default null
       */
      task?: ("single_label" | "multi_label" | "regression") | null;
      /**
       * Quantity
       * @default null
       */
      quantity?: string | null;
      /**
       * Unit
       * @default null
       */
      unit?: string | null;
      /**
       * Transform
       * @default null
       */
      transform?: ("none" | "log") | null;
    };
    /**
     * JobOut
     * @description A job and how far it is.
     */
    "JobStarted.JobOut": {
      /** Id */
      id: string;
      /** Kind */
      kind: string;
      /** Project Id */
      project_id: string | null;
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Attempt */
      attempt: number;
      /** Cancel Requested */
      cancel_requested: boolean;
      /** Progress */
      progress: {
        [key: string]: unknown;
      } | null;
      /** Result */
      result: {
        [key: string]: unknown;
      } | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      /** Created At */
      created_at: string;
      /** Started At */
      started_at: string | null;
      /** Finished At */
      finished_at: string | null;
    };
    /**
     * JobStarted
     * @description Long work that was taken on.
     */
    JobStarted: {
      job: components["schemas"]["JobStarted.JobOut"];
    };
    /**
     * AgainstScratch
     * @description The verdict of a training itself: against its twin from random weights, after as many epochs.
     */
    "RunStarted.AgainstScratch": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @enum {string}
       */
      measure: "accuracy" | "exact_match" | "r2";
      /** Epoch */
      epoch: number;
      /** Pretrained */
      pretrained: number;
      /** Scratch */
      scratch: number;
      difference: components["schemas"]["RunStarted.Distance"];
    };
    /**
     * Best
     * @description The epoch whose weights were kept.
     */
    "RunStarted.Best": {
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
      /** Phase */
      phase: string;
      /** Epoch */
      epoch: number;
    };
    /**
     * Distance
     * @description From random weights to pretrained ones, in what the measure is.
     */
    "RunStarted.Distance": {
      /** Mean */
      mean: number;
      /** Interval */
      interval: [number, number];
    };
    /**
     * Epoch
     * @description What a network had learnt by an epoch's end.
     */
    "RunStarted.Epoch": {
      /** Loss */
      loss: number;
      /** Accuracy */
      accuracy: number | null;
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
      /** Seconds */
      seconds: number;
    };
    /**
     * HeldOut
     * @description How well held-out pictures were answered.
     */
    "RunStarted.HeldOut": {
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
    };
    /**
     * History
     * @description How a network's training went, while it goes on too.
     */
    "RunStarted.History": {
      /** Phases */
      phases: components["schemas"]["RunStarted.PhaseOut"][];
      before: components["schemas"]["RunStarted.HeldOut"] | null;
      best: components["schemas"]["RunStarted.Best"] | null;
      /** @default null */
      settled?: components["schemas"]["RunStarted.HeldOut"] | null;
      stopped: components["schemas"]["RunStarted.Stopped"] | null;
      /**
       * Twin
       * @default []
       */
      twin?: components["schemas"]["RunStarted.AgainstScratch"][];
    };
    /**
     * JobOut
     * @description A job and how far it is.
     */
    "RunStarted.JobOut": {
      /** Id */
      id: string;
      /** Kind */
      kind: string;
      /** Project Id */
      project_id: string | null;
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Attempt */
      attempt: number;
      /** Cancel Requested */
      cancel_requested: boolean;
      /** Progress */
      progress: {
        [key: string]: unknown;
      } | null;
      /** Result */
      result: {
        [key: string]: unknown;
      } | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      /** Created At */
      created_at: string;
      /** Started At */
      started_at: string | null;
      /** Finished At */
      finished_at: string | null;
    };
    /**
     * PhaseOut
     * @description Epochs in which the same parts of the network learnt.
     */
    "RunStarted.PhaseOut": {
      /** Name */
      name: string;
      /** Trains */
      trains: string[];
      /** Rates */
      rates: {
        [key: string]: number;
      };
      /** Most */
      most: number;
      /** Epochs */
      epochs: components["schemas"]["RunStarted.Epoch"][];
    };
    /**
     * Probed
     * @description What two ways to answer by feature vectors came to.
     */
    "RunStarted.Probed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
    };
    /**
     * RunOut
     * @description A run and what became of it.
     */
    "RunStarted.RunOut": {
      /** Id */
      id: string;
      /** Job Id */
      job_id: string;
      /** Strategy */
      strategy: string;
      /** Backbone */
      backbone: string;
      /** Seed */
      seed: number;
      /** Parameters */
      parameters: {
        [key: string]: unknown;
      };
      history: components["schemas"]["RunStarted.History"] | null;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      target: components["schemas"]["RunStarted.TargetOut"] | null;
      /** Classes */
      classes: {
        [key: string]: unknown;
      }[];
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Examples */
      examples: number;
      /** Metrics */
      metrics: {
        [key: string]: unknown;
      } | null;
      /** Version */
      version: number | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      verdict: components["schemas"]["RunStarted.Transfer"] | null;
      /** Seconds */
      seconds: {
        [key: string]: number;
      } | null;
      /** Created At */
      created_at: string;
    };
    /**
     * Stopped
     * @description Why a training ended early.
     */
    "RunStarted.Stopped": {
      /** Code */
      code: string;
      /** Message */
      message: string;
    };
    /**
     * TargetOut
     * @description What a project's number is.
     */
    "RunStarted.TargetOut": {
      /** Quantity */
      quantity: string | null;
      /** Unit */
      unit: string | null;
      /** Transform */
      transform: ("none" | "log") | null;
    };
    /**
     * Transfer
     * @description Whether pretraining helps here, with the numbers.
     */
    "RunStarted.Transfer": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @default accuracy
       * @enum {string}
       */
      measure?: "accuracy" | "exact_match" | "r2";
      /** Examples */
      examples: number;
      /** Classes */
      classes: number;
      /** Majority */
      majority: number;
      pretrained: components["schemas"]["RunStarted.Probed"];
      random: components["schemas"]["RunStarted.Probed"];
      /** Twins */
      twins: components["schemas"]["RunStarted.TwinProbed"][];
      /** Usual */
      usual: [number, number];
      difference: components["schemas"]["RunStarted.Distance"];
    };
    /**
     * TwinProbed
     * @description Of one random network.
     */
    "RunStarted.TwinProbed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
      /**
       * Kind
       * @enum {string}
       */
      kind: "drawn" | "settled";
    };
    /**
     * RunStarted
     * @description The run and the job that does it.
     */
    RunStarted: {
      run: components["schemas"]["RunStarted.RunOut"];
      job: components["schemas"]["RunStarted.JobOut"];
    };
    /**
     * RunIn
     * @description A training to be done.
     */
    RunIn: {
      /**
       * Strategy
       * @default head
       */
      strategy?: string;
      /**
       * Backbone
       * @default null
       */
      backbone?: string | null;
      /**
       * Seed
       * @default null
       */
      seed?: number | null;
      /** Parameters */
      parameters?: {
        [key: string]: unknown;
      };
    };
    /**
     * AgainstScratch
     * @description The verdict of a training itself: against its twin from random weights, after as many epochs.
     */
    "RunList.AgainstScratch": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @enum {string}
       */
      measure: "accuracy" | "exact_match" | "r2";
      /** Epoch */
      epoch: number;
      /** Pretrained */
      pretrained: number;
      /** Scratch */
      scratch: number;
      difference: components["schemas"]["RunList.Distance"];
    };
    /**
     * Best
     * @description The epoch whose weights were kept.
     */
    "RunList.Best": {
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
      /** Phase */
      phase: string;
      /** Epoch */
      epoch: number;
    };
    /**
     * Distance
     * @description From random weights to pretrained ones, in what the measure is.
     */
    "RunList.Distance": {
      /** Mean */
      mean: number;
      /** Interval */
      interval: [number, number];
    };
    /**
     * Epoch
     * @description What a network had learnt by an epoch's end.
     */
    "RunList.Epoch": {
      /** Loss */
      loss: number;
      /** Accuracy */
      accuracy: number | null;
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
      /** Seconds */
      seconds: number;
    };
    /**
     * HeldOut
     * @description How well held-out pictures were answered.
     */
    "RunList.HeldOut": {
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
    };
    /**
     * History
     * @description How a network's training went, while it goes on too.
     */
    "RunList.History": {
      /** Phases */
      phases: components["schemas"]["RunList.PhaseOut"][];
      before: components["schemas"]["RunList.HeldOut"] | null;
      best: components["schemas"]["RunList.Best"] | null;
      /** @default null */
      settled?: components["schemas"]["RunList.HeldOut"] | null;
      stopped: components["schemas"]["RunList.Stopped"] | null;
      /**
       * Twin
       * @default []
       */
      twin?: components["schemas"]["RunList.AgainstScratch"][];
    };
    /**
     * PhaseOut
     * @description Epochs in which the same parts of the network learnt.
     */
    "RunList.PhaseOut": {
      /** Name */
      name: string;
      /** Trains */
      trains: string[];
      /** Rates */
      rates: {
        [key: string]: number;
      };
      /** Most */
      most: number;
      /** Epochs */
      epochs: components["schemas"]["RunList.Epoch"][];
    };
    /**
     * Probed
     * @description What two ways to answer by feature vectors came to.
     */
    "RunList.Probed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
    };
    /**
     * RunOut
     * @description A run and what became of it.
     */
    "RunList.RunOut": {
      /** Id */
      id: string;
      /** Job Id */
      job_id: string;
      /** Strategy */
      strategy: string;
      /** Backbone */
      backbone: string;
      /** Seed */
      seed: number;
      /** Parameters */
      parameters: {
        [key: string]: unknown;
      };
      history: components["schemas"]["RunList.History"] | null;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      target: components["schemas"]["RunList.TargetOut"] | null;
      /** Classes */
      classes: {
        [key: string]: unknown;
      }[];
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Examples */
      examples: number;
      /** Metrics */
      metrics: {
        [key: string]: unknown;
      } | null;
      /** Version */
      version: number | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      verdict: components["schemas"]["RunList.Transfer"] | null;
      /** Seconds */
      seconds: {
        [key: string]: number;
      } | null;
      /** Created At */
      created_at: string;
    };
    /**
     * Stopped
     * @description Why a training ended early.
     */
    "RunList.Stopped": {
      /** Code */
      code: string;
      /** Message */
      message: string;
    };
    /**
     * TargetOut
     * @description What a project's number is.
     */
    "RunList.TargetOut": {
      /** Quantity */
      quantity: string | null;
      /** Unit */
      unit: string | null;
      /** Transform */
      transform: ("none" | "log") | null;
    };
    /**
     * Transfer
     * @description Whether pretraining helps here, with the numbers.
     */
    "RunList.Transfer": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @default accuracy
       * @enum {string}
       */
      measure?: "accuracy" | "exact_match" | "r2";
      /** Examples */
      examples: number;
      /** Classes */
      classes: number;
      /** Majority */
      majority: number;
      pretrained: components["schemas"]["RunList.Probed"];
      random: components["schemas"]["RunList.Probed"];
      /** Twins */
      twins: components["schemas"]["RunList.TwinProbed"][];
      /** Usual */
      usual: [number, number];
      difference: components["schemas"]["RunList.Distance"];
    };
    /**
     * TwinProbed
     * @description Of one random network.
     */
    "RunList.TwinProbed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
      /**
       * Kind
       * @enum {string}
       */
      kind: "drawn" | "settled";
    };
    /**
     * RunList
     * @description Runs, newest first.
     */
    RunList: {
      /** Items */
      items: components["schemas"]["RunList.RunOut"][];
    };
    /**
     * Input
     * @description From a picture to the network's input (DESIGN, "Preprocessing is data").
     */
    "Classifier.Input": {
      /** Size */
      size: [number, number];
      /**
       * Fit
       * @enum {string}
       */
      fit: "crop" | "squash" | "pad";
      /**
       * Filter
       * @constant
       */
      filter: "triangle";
      /** Scale */
      scale: number | [number, number, number];
      /** Offset */
      offset: number | [number, number, number];
      /**
       * Channels
       * @default rgb
       * @enum {string}
       */
      channels?: "rgb" | "bgr";
    };
    /**
     * Classifier
     * @description A pretrained classifier as the page loads it.
     */
    Classifier: {
      /**
       * Format
       * @constant
       */
      format: "graft-classifier/1";
      /** Backbone */
      backbone: string;
      /** Licence */
      licence: string;
      /** Sha256 */
      sha256: string;
      /** Model */
      model: string;
      /** Bytes */
      bytes: number;
      input: components["schemas"]["Classifier.Input"];
      /** Output */
      output: string;
      /** Classes */
      classes: string[];
    };
    /**
     * AdviceOut
     * @description One thing worth knowing before the next training.
     */
    "AdviceList.AdviceOut": {
      /** Code */
      code: string;
      /**
       * Severity
       * @enum {string}
       */
      severity: "wrong" | "warn" | "hint" | "good";
      /** Sentence */
      sentence: string;
      /** Classes */
      classes: string[];
      /** Examples */
      examples: components["schemas"]["AdviceList.AdvisedExample"][];
      action: components["schemas"]["AdviceList.AdvisedAction"] | null;
    };
    /**
     * AdvisedAction
     * @description The one thing that cures it.
     */
    "AdviceList.AdvisedAction": {
      /**
       * Kind
       * @enum {string}
       */
      kind: "open-class" | "verdict" | "compare" | "train";
      /** Label */
      label: string;
      /**
       * Class Id
       * @default null
       */
      class_id?: string | null;
      /**
       * Strategies
       * @default []
       */
      strategies?: string[];
      /**
       * Backbones
       * @default []
       */
      backbones?: string[];
    };
    /**
     * AdvisedExample
     * @description A picture that shows what is meant.
     */
    "AdviceList.AdvisedExample": {
      /** Id */
      id: string;
      /** Class Id */
      class_id: string | null;
      /** Class Ids */
      class_ids: string[] | null;
      /** Value */
      value: number | null;
      /** Sha256 */
      sha256: string;
    };
    /**
     * AdviceList
     * @description Advice, the most severe first.
     */
    AdviceList: {
      /** Items */
      items: components["schemas"]["AdviceList.AdviceOut"][];
      /** Embedded */
      embedded: number;
    };
    /**
     * ClassOut
     * @description A class with its count and its place in the palette.
     */
    "ClassList.ClassOut": {
      /** Id */
      id: string;
      /** Name */
      name: string;
      /** Position */
      position: number;
      /** Examples */
      examples: number;
      /** Color */
      color: number;
    };
    /**
     * ClassList
     * @description A project's classes in order.
     */
    ClassList: {
      /** Items */
      items: components["schemas"]["ClassList.ClassOut"][];
    };
    /**
     * ClassOut
     * @description A class with its count and its place in the palette.
     */
    ClassOut: {
      /** Id */
      id: string;
      /** Name */
      name: string;
      /** Position */
      position: number;
      /** Examples */
      examples: number;
      /** Color */
      color: number;
    };
    /**
     * ClassIn
     * @description A class's name.
     */
    ClassIn: {
      /** Name */
      name: string;
    };
    /**
     * Distance
     * @description From random weights to pretrained ones, in what the measure is.
     */
    "VerdictOut.Distance": {
      /** Mean */
      mean: number;
      /** Interval */
      interval: [number, number];
    };
    /**
     * Probed
     * @description What two ways to answer by feature vectors came to.
     */
    "VerdictOut.Probed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
    };
    /**
     * Transfer
     * @description Whether pretraining helps here, with the numbers.
     */
    "VerdictOut.Transfer": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @default accuracy
       * @enum {string}
       */
      measure?: "accuracy" | "exact_match" | "r2";
      /** Examples */
      examples: number;
      /** Classes */
      classes: number;
      /** Majority */
      majority: number;
      pretrained: components["schemas"]["VerdictOut.Probed"];
      random: components["schemas"]["VerdictOut.Probed"];
      /** Twins */
      twins: components["schemas"]["VerdictOut.TwinProbed"][];
      /** Usual */
      usual: [number, number];
      difference: components["schemas"]["VerdictOut.Distance"];
    };
    /**
     * TwinProbed
     * @description Of one random network.
     */
    "VerdictOut.TwinProbed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
      /**
       * Kind
       * @enum {string}
       */
      kind: "drawn" | "settled";
    };
    /**
     * VerdictOut
     * @description What was found last about a project and a backbone; none: nobody asked yet.
     */
    VerdictOut: {
      /** Backbone */
      backbone: string;
      verdict: components["schemas"]["VerdictOut.Transfer"] | null;
      /** Job Id */
      job_id: string | null;
    };
    /**
     * VerdictIn
     * @description Which backbone is asked about; none: the project's.
     */
    VerdictIn: {
      /**
       * Backbone
       * @default null
       */
      backbone?: string | null;
    };
    /**
     * ComparisonRow
     * @description One combination of strategy and backbone.
     */
    "ComparisonOut.ComparisonRow": {
      /** Run Id */
      run_id: string;
      /** Job Id */
      job_id: string;
      /** Strategy */
      strategy: string;
      /** Backbone */
      backbone: string;
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Progress */
      progress: {
        [key: string]: unknown;
      } | null;
      /** Version */
      version: number | null;
      /** Score */
      score: number | null;
      /** Interval */
      interval: [number, number] | null;
      /** Seconds */
      seconds: number | null;
      /** Training Seconds */
      training_seconds: number | null;
      /** Milliseconds */
      milliseconds: number | null;
      /** Runtime */
      runtime: string | null;
      /** Bytes */
      bytes: number | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      standing: components["schemas"]["ComparisonOut.Standing"] | null;
    };
    /**
     * Standing
     * @description A row's place, and how far it is behind the leader.
     */
    "ComparisonOut.Standing": {
      /** Place */
      place: number;
      /** Leader */
      leader: boolean;
      /**
       * Behind
       * @default null
       */
      behind?: number | null;
      /**
       * Interval
       * @default null
       */
      interval?: [number, number] | null;
      /**
       * P
       * @default null
       */
      p?: number | null;
      /**
       * Chance
       * @default null
       */
      chance?: boolean | null;
    };
    /**
     * ComparisonOut
     * @description A comparison, its rows from the best down.
     */
    ComparisonOut: {
      /** Id */
      id: string;
      /** Project Id */
      project_id: string;
      /**
       * Status
       * @enum {string}
       */
      status: "running" | "done" | "failed" | "cancelled";
      /** Seed */
      seed: number;
      /** Examples */
      examples: number;
      /**
       * Measure
       * @enum {string}
       */
      measure: "accuracy" | "exact_match" | "r2";
      /** Test Examples */
      test_examples: number;
      /** Done */
      done: number;
      /** Total */
      total: number;
      /** Created At */
      created_at: string;
      /** Rows */
      rows: components["schemas"]["ComparisonOut.ComparisonRow"][];
    };
    /**
     * ComparisonIn
     * @description What is compared: every strategy with every backbone.
     */
    ComparisonIn: {
      /** Strategies */
      strategies: string[];
      /** Backbones */
      backbones: string[];
      /**
       * Seed
       * @default null
       */
      seed?: number | null;
    };
    /**
     * Comparable
     * @description A strategy by its id and by its name on the screen.
     */
    "ComparisonList.Comparable": {
      /** Id */
      id: string;
      /** Title */
      title: string;
    };
    /**
     * ComparisonOut
     * @description A comparison, its rows from the best down.
     */
    "ComparisonList.ComparisonOut": {
      /** Id */
      id: string;
      /** Project Id */
      project_id: string;
      /**
       * Status
       * @enum {string}
       */
      status: "running" | "done" | "failed" | "cancelled";
      /** Seed */
      seed: number;
      /** Examples */
      examples: number;
      /**
       * Measure
       * @enum {string}
       */
      measure: "accuracy" | "exact_match" | "r2";
      /** Test Examples */
      test_examples: number;
      /** Done */
      done: number;
      /** Total */
      total: number;
      /** Created At */
      created_at: string;
      /** Rows */
      rows: components["schemas"]["ComparisonList.ComparisonRow"][];
    };
    /**
     * ComparisonRow
     * @description One combination of strategy and backbone.
     */
    "ComparisonList.ComparisonRow": {
      /** Run Id */
      run_id: string;
      /** Job Id */
      job_id: string;
      /** Strategy */
      strategy: string;
      /** Backbone */
      backbone: string;
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Progress */
      progress: {
        [key: string]: unknown;
      } | null;
      /** Version */
      version: number | null;
      /** Score */
      score: number | null;
      /** Interval */
      interval: [number, number] | null;
      /** Seconds */
      seconds: number | null;
      /** Training Seconds */
      training_seconds: number | null;
      /** Milliseconds */
      milliseconds: number | null;
      /** Runtime */
      runtime: string | null;
      /** Bytes */
      bytes: number | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      standing: components["schemas"]["ComparisonList.Standing"] | null;
    };
    /**
     * Standing
     * @description A row's place, and how far it is behind the leader.
     */
    "ComparisonList.Standing": {
      /** Place */
      place: number;
      /** Leader */
      leader: boolean;
      /**
       * Behind
       * @default null
       */
      behind?: number | null;
      /**
       * Interval
       * @default null
       */
      interval?: [number, number] | null;
      /**
       * P
       * @default null
       */
      p?: number | null;
      /**
       * Chance
       * @default null
       */
      chance?: boolean | null;
    };
    /**
     * ComparisonList
     * @description Comparisons, newest first.
     */
    ComparisonList: {
      /** Items */
      items: components["schemas"]["ComparisonList.ComparisonOut"][];
      /** Strategies */
      strategies: components["schemas"]["ComparisonList.Comparable"][];
    };
    /**
     * ExampleOut
     * @description An example; ``split`` is none where the group's hash decides.
     */
    "ExampleList.ExampleOut": {
      /** Id */
      id: string;
      /** Class Id */
      class_id: string | null;
      /** Class Ids */
      class_ids: string[];
      /** None Of These */
      none_of_these: boolean;
      /** Value */
      value: number | null;
      /** Sha256 */
      sha256: string;
      /** Width */
      width: number;
      /** Height */
      height: number;
      /** Split */
      split: ("train" | "val" | "test") | null;
      /** Group */
      group: string;
      /** Source */
      source: string;
      /** File Name */
      file_name: string;
      /** Created At */
      created_at: string;
    };
    /**
     * ExampleList
     * @description A page of examples, newest first.
     */
    ExampleList: {
      /** Items */
      items: components["schemas"]["ExampleList.ExampleOut"][];
      /** Next */
      next: string | null;
      /** Total */
      total: number;
    };
    /**
     * ExampleOut
     * @description An example; ``split`` is none where the group's hash decides.
     */
    "Added.ExampleOut": {
      /** Id */
      id: string;
      /** Class Id */
      class_id: string | null;
      /** Class Ids */
      class_ids: string[];
      /** None Of These */
      none_of_these: boolean;
      /** Value */
      value: number | null;
      /** Sha256 */
      sha256: string;
      /** Width */
      width: number;
      /** Height */
      height: number;
      /** Split */
      split: ("train" | "val" | "test") | null;
      /** Group */
      group: string;
      /** Source */
      source: string;
      /** File Name */
      file_name: string;
      /** Created At */
      created_at: string;
    };
    /**
     * Added
     * @description The example, and whether it was there before.
     */
    Added: {
      example: components["schemas"]["Added.ExampleOut"];
      /** Duplicate */
      duplicate: boolean;
      /** Moved */
      moved: boolean;
    };
    /**
     * VersionOut
     * @description A published version.
     */
    "VersionList.VersionOut": {
      /** Number */
      number: number;
      /** Run Id */
      run_id: string;
      /** Backbone */
      backbone: string;
      /** Strategy */
      strategy: string;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      /** Accuracy */
      accuracy: number | null;
      /** R2 */
      r2: number | null;
      /** Mae */
      mae: number | null;
      /** Mean Average Precision */
      mean_average_precision: number | null;
      /** Exact Match */
      exact_match: number | null;
      /** Interval */
      interval: number[] | null;
      /** Test Examples */
      test_examples: number;
      /** Created At */
      created_at: string;
      /** Current */
      current: boolean;
      /** Bundle Bytes */
      bundle_bytes: number | null;
    };
    /**
     * VersionList
     * @description Versions, newest first.
     */
    VersionList: {
      /** Items */
      items: components["schemas"]["VersionList.VersionOut"][];
    };
    /**
     * PreviewIn
     * @description Which preset to draw.
     */
    PreviewIn: {
      /** Preset */
      preset: string;
      /**
       * Seed
       * @default 0
       */
      seed?: number;
    };
    /**
     * Moved
     * @description How many changed class.
     */
    Moved: {
      /** Moved */
      moved: number;
    };
    /**
     * Move
     * @description Examples and the class they go to.
     */
    Move: {
      /** Ids */
      ids: string[];
      /** Class Id */
      class_id: string;
    };
    /**
     * AgainstScratch
     * @description The verdict of a training itself: against its twin from random weights, after as many epochs.
     */
    "RunOut.AgainstScratch": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @enum {string}
       */
      measure: "accuracy" | "exact_match" | "r2";
      /** Epoch */
      epoch: number;
      /** Pretrained */
      pretrained: number;
      /** Scratch */
      scratch: number;
      difference: components["schemas"]["RunOut.Distance"];
    };
    /**
     * Best
     * @description The epoch whose weights were kept.
     */
    "RunOut.Best": {
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
      /** Phase */
      phase: string;
      /** Epoch */
      epoch: number;
    };
    /**
     * Distance
     * @description From random weights to pretrained ones, in what the measure is.
     */
    "RunOut.Distance": {
      /** Mean */
      mean: number;
      /** Interval */
      interval: [number, number];
    };
    /**
     * Epoch
     * @description What a network had learnt by an epoch's end.
     */
    "RunOut.Epoch": {
      /** Loss */
      loss: number;
      /** Accuracy */
      accuracy: number | null;
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
      /** Seconds */
      seconds: number;
    };
    /**
     * HeldOut
     * @description How well held-out pictures were answered.
     */
    "RunOut.HeldOut": {
      /** Val Loss */
      val_loss: number;
      /** Val Accuracy */
      val_accuracy: number | null;
    };
    /**
     * History
     * @description How a network's training went, while it goes on too.
     */
    "RunOut.History": {
      /** Phases */
      phases: components["schemas"]["RunOut.PhaseOut"][];
      before: components["schemas"]["RunOut.HeldOut"] | null;
      best: components["schemas"]["RunOut.Best"] | null;
      /** @default null */
      settled?: components["schemas"]["RunOut.HeldOut"] | null;
      stopped: components["schemas"]["RunOut.Stopped"] | null;
      /**
       * Twin
       * @default []
       */
      twin?: components["schemas"]["RunOut.AgainstScratch"][];
    };
    /**
     * PhaseOut
     * @description Epochs in which the same parts of the network learnt.
     */
    "RunOut.PhaseOut": {
      /** Name */
      name: string;
      /** Trains */
      trains: string[];
      /** Rates */
      rates: {
        [key: string]: number;
      };
      /** Most */
      most: number;
      /** Epochs */
      epochs: components["schemas"]["RunOut.Epoch"][];
    };
    /**
     * Probed
     * @description What two ways to answer by feature vectors came to.
     */
    "RunOut.Probed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
    };
    /**
     * Stopped
     * @description Why a training ended early.
     */
    "RunOut.Stopped": {
      /** Code */
      code: string;
      /** Message */
      message: string;
    };
    /**
     * TargetOut
     * @description What a project's number is.
     */
    "RunOut.TargetOut": {
      /** Quantity */
      quantity: string | null;
      /** Unit */
      unit: string | null;
      /** Transform */
      transform: ("none" | "log") | null;
    };
    /**
     * Transfer
     * @description Whether pretraining helps here, with the numbers.
     */
    "RunOut.Transfer": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @default accuracy
       * @enum {string}
       */
      measure?: "accuracy" | "exact_match" | "r2";
      /** Examples */
      examples: number;
      /** Classes */
      classes: number;
      /** Majority */
      majority: number;
      pretrained: components["schemas"]["RunOut.Probed"];
      random: components["schemas"]["RunOut.Probed"];
      /** Twins */
      twins: components["schemas"]["RunOut.TwinProbed"][];
      /** Usual */
      usual: [number, number];
      difference: components["schemas"]["RunOut.Distance"];
    };
    /**
     * TwinProbed
     * @description Of one random network.
     */
    "RunOut.TwinProbed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
      /**
       * Kind
       * @enum {string}
       */
      kind: "drawn" | "settled";
    };
    /**
     * RunOut
     * @description A run and what became of it.
     */
    RunOut: {
      /** Id */
      id: string;
      /** Job Id */
      job_id: string;
      /** Strategy */
      strategy: string;
      /** Backbone */
      backbone: string;
      /** Seed */
      seed: number;
      /** Parameters */
      parameters: {
        [key: string]: unknown;
      };
      history: components["schemas"]["RunOut.History"] | null;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      target: components["schemas"]["RunOut.TargetOut"] | null;
      /** Classes */
      classes: {
        [key: string]: unknown;
      }[];
      /**
       * Status
       * @enum {string}
       */
      status: "queued" | "running" | "done" | "failed" | "cancelled";
      /** Examples */
      examples: number;
      /** Metrics */
      metrics: {
        [key: string]: unknown;
      } | null;
      /** Version */
      version: number | null;
      /** Error */
      error: {
        [key: string]: unknown;
      } | null;
      verdict: components["schemas"]["RunOut.Transfer"] | null;
      /** Seconds */
      seconds: {
        [key: string]: number;
      } | null;
      /** Created At */
      created_at: string;
    };
    /**
     * Removed
     * @description How many were removed.
     */
    Removed: {
      /** Removed */
      removed: number;
    };
    /**
     * Ids
     * @description Examples, by id.
     */
    Ids: {
      /** Ids */
      ids: string[];
    };
    /**
     * Restored
     * @description How many came back.
     */
    Restored: {
      /** Restored */
      restored: number;
    };
    /**
     * ExampleOut
     * @description An example; ``split`` is none where the group's hash decides.
     */
    ExampleOut: {
      /** Id */
      id: string;
      /** Class Id */
      class_id: string | null;
      /** Class Ids */
      class_ids: string[];
      /** None Of These */
      none_of_these: boolean;
      /** Value */
      value: number | null;
      /** Sha256 */
      sha256: string;
      /** Width */
      width: number;
      /** Height */
      height: number;
      /** Split */
      split: ("train" | "val" | "test") | null;
      /** Group */
      group: string;
      /** Source */
      source: string;
      /** File Name */
      file_name: string;
      /** Created At */
      created_at: string;
    };
    /**
     * ExampleChange
     * @description What may be changed of an example; what is left out stays.
     */
    ExampleChange: {
      /**
       * Class Id
       * @default null
       */
      class_id?: string | null;
      /**
       * Class Ids
       * @default null
       */
      class_ids?: string[] | null;
      /**
       * None Of These
       * @default null
       */
      none_of_these?: boolean | null;
      /**
       * Value
       * @default null
       */
      value?: number | null;
      /**
       * Split
       * @default null
       */
      split?: ("train" | "val" | "test") | null;
    };
    /**
     * ExampleOut
     * @description An example; ``split`` is none where the group's hash decides.
     */
    "MistakeList.ExampleOut": {
      /** Id */
      id: string;
      /** Class Id */
      class_id: string | null;
      /** Class Ids */
      class_ids: string[];
      /** None Of These */
      none_of_these: boolean;
      /** Value */
      value: number | null;
      /** Sha256 */
      sha256: string;
      /** Width */
      width: number;
      /** Height */
      height: number;
      /** Split */
      split: ("train" | "val" | "test") | null;
      /** Group */
      group: string;
      /** Source */
      source: string;
      /** File Name */
      file_name: string;
      /** Created At */
      created_at: string;
    };
    /**
     * Mistake
     * @description An example that the run's head took for another class.
     */
    "MistakeList.Mistake": {
      example: components["schemas"]["MistakeList.ExampleOut"];
      /**
       * Part
       * @enum {string}
       */
      part: "test" | "cross_validation";
      /** Class Id */
      class_id: string;
      /** Said */
      said: string;
      /** Probability */
      probability: number;
    };
    /**
     * MistakeList
     * @description Mistakes, those in the test first, each part with the surest first.
     */
    MistakeList: {
      /** Items */
      items: components["schemas"]["MistakeList.Mistake"][];
    };
    /**
     * AgainstScratch
     * @description The verdict of a training itself: against its twin from random weights, after as many epochs.
     */
    "Manifest.AgainstScratch": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @enum {string}
       */
      measure: "accuracy" | "exact_match" | "r2";
      /** Epoch */
      epoch: number;
      /** Pretrained */
      pretrained: number;
      /** Scratch */
      scratch: number;
      difference: components["schemas"]["Manifest.Distance"];
    };
    /**
     * BackbonePart
     * @description The backbone: where it lies and what it gives.
     */
    "Manifest.BackbonePart": {
      /** Name */
      name: string;
      /** Sha256 */
      sha256: string;
      /** Model */
      model?: string;
      /** Licence */
      licence: string;
      /**
       * Weights
       * @default null
       */
      weights?: string[] | null;
      /** Features */
      features: number;
      outputs: components["schemas"]["Manifest.Outputs"];
      /**
       * Probes
       * @default null
       */
      probes?: string | null;
    };
    /**
     * Calibration
     * @description What the head's outputs were divided by before softmax; the exported head holds it already.
     */
    "Manifest.Calibration": {
      /** Temperature */
      temperature: number;
    };
    /**
     * ClassMetrics
     * @description How well one class did; none where that would divide by nothing.
     */
    "Manifest.ClassMetrics": {
      /** Class Id */
      class_id: string;
      /** Precision */
      precision: number | null;
      /** Recall */
      recall: number | null;
      /** F1 */
      f1: number | null;
      /** Examples */
      examples: number;
    };
    /**
     * Distance
     * @description From random weights to pretrained ones, in what the measure is.
     */
    "Manifest.Distance": {
      /** Mean */
      mean: number;
      /** Interval */
      interval: [number, number];
    };
    /**
     * Evaluation
     * @description How well a head did on pictures it had not seen.
     */
    "Manifest.Evaluation": {
      /** Accuracy */
      accuracy: number;
      /** Interval */
      interval: [number, number];
      /** Examples */
      examples: number;
      /** Per Class */
      per_class: components["schemas"]["Manifest.ClassMetrics"][];
      /** Confusion */
      confusion: number[][];
      /** Nll */
      nll: number;
      /** Ece */
      ece: number;
    };
    /**
     * HeadPart
     * @description The head: where it lies.
     */
    "Manifest.HeadPart": {
      /** Sha256 */
      sha256: string;
      /** Model */
      model?: string;
      /**
       * Weights
       * @default null
       */
      weights?: string[] | null;
      /**
       * Probe
       * @default null
       */
      probe?: number[] | null;
    };
    /**
     * Input
     * @description From a picture to the network's input (DESIGN, "Preprocessing is data").
     */
    "Manifest.Input": {
      /** Size */
      size: [number, number];
      /**
       * Fit
       * @enum {string}
       */
      fit: "crop" | "squash" | "pad";
      /**
       * Filter
       * @constant
       */
      filter: "triangle";
      /** Scale */
      scale: number | [number, number, number];
      /** Offset */
      offset: number | [number, number, number];
      /**
       * Channels
       * @default rgb
       * @enum {string}
       */
      channels?: "rgb" | "bgr";
    };
    /**
     * LabelMetrics
     * @description How well one of several labels did.
     */
    "Manifest.LabelMetrics": {
      /** Class Id */
      class_id: string;
      /** Precision */
      precision: number | null;
      /** Recall */
      recall: number | null;
      /** F1 */
      f1: number | null;
      /** Examples */
      examples: number;
      /** Average Precision */
      average_precision: number | null;
    };
    /**
     * LabelsEvaluation
     * @description How well a head for several labels did on pictures it had not seen.
     */
    "Manifest.LabelsEvaluation": {
      /** Mean Average Precision */
      mean_average_precision: number | null;
      /** Interval */
      interval: [number, number] | null;
      /** Exact Match */
      exact_match: number;
      /** Exact Interval */
      exact_interval: [number, number];
      /** Examples */
      examples: number;
      /** Per Class */
      per_class: components["schemas"]["Manifest.LabelMetrics"][];
    };
    /**
     * Metrics
     * @description How well the version did on pictures it had not seen.
     */
    "Manifest.Metrics": {
      /** Test */
      test:
        | components["schemas"]["Manifest.Evaluation"]
        | components["schemas"]["Manifest.LabelsEvaluation"]
        | components["schemas"]["Manifest.NumberEvaluation"]
        | null;
      /** Cross Validation */
      cross_validation:
        | components["schemas"]["Manifest.Evaluation"]
        | components["schemas"]["Manifest.LabelsEvaluation"]
        | components["schemas"]["Manifest.NumberEvaluation"]
        | null;
    };
    /**
     * Named
     * @description An id, and the name it had when the version was published.
     */
    "Manifest.Named": {
      /** Id */
      id: string;
      /** Name */
      name: string;
    };
    /**
     * NumberEvaluation
     * @description How well a head for a number did on pictures it had not seen; a group counts once.
     */
    "Manifest.NumberEvaluation": {
      /** R2 */
      r2: number | null;
      /** Interval */
      interval: [number, number] | null;
      /** Mae */
      mae: number;
      /** Rmse */
      rmse: number;
      /** Mae Of Mean */
      mae_of_mean: number;
      /**
       * Transform
       * @enum {string}
       */
      transform: "none" | "log";
      /** Examples */
      examples: number;
      /** Groups */
      groups: number;
      /** Pairs */
      pairs: [number, number][];
    };
    /**
     * Outputs
     * @description Names of the backbone graph's output nodes.
     */
    "Manifest.Outputs": {
      /** Maps */
      maps: string;
      /** Vector */
      vector: string;
    };
    /**
     * Parity
     * @description The proof that the exported model says what Keras says.
     */
    "Manifest.Parity": {
      /** Max Difference */
      max_difference: number;
      /** Probes */
      probes: number;
      /** Tolerance */
      tolerance: number;
      /** Runtime */
      runtime: string;
    };
    /**
     * Probed
     * @description What two ways to answer by feature vectors came to.
     */
    "Manifest.Probed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
    };
    /**
     * RunPart
     * @description The training that made it.
     */
    "Manifest.RunPart": {
      /** Id */
      id: string;
      /** Strategy */
      strategy: string;
      /** Seed */
      seed: number;
      /** Seconds */
      seconds: number;
    };
    /**
     * Target
     * @description The number that is predicted; the exported head answers in its own unit.
     */
    "Manifest.Target": {
      /** Quantity */
      quantity: string | null;
      /** Unit */
      unit: string | null;
      /**
       * Transform
       * @enum {string}
       */
      transform: "none" | "log";
      /** Likely */
      likely: [number, number];
      /** Deviation */
      deviation: number;
    };
    /**
     * Transfer
     * @description Whether pretraining helps here, with the numbers.
     */
    "Manifest.Transfer": {
      /**
       * Answer
       * @enum {string}
       */
      answer: "helps" | "no difference" | "hurts";
      /** Sentence */
      sentence: string;
      /**
       * Measure
       * @default accuracy
       * @enum {string}
       */
      measure?: "accuracy" | "exact_match" | "r2";
      /** Examples */
      examples: number;
      /** Classes */
      classes: number;
      /** Majority */
      majority: number;
      pretrained: components["schemas"]["Manifest.Probed"];
      random: components["schemas"]["Manifest.Probed"];
      /** Twins */
      twins: components["schemas"]["Manifest.TwinProbed"][];
      /** Usual */
      usual: [number, number];
      difference: components["schemas"]["Manifest.Distance"];
    };
    /**
     * TwinProbed
     * @description Of one random network.
     */
    "Manifest.TwinProbed": {
      /** Probe */
      probe: number;
      /** Neighbours */
      neighbours: number;
      /**
       * Kind
       * @enum {string}
       */
      kind: "drawn" | "settled";
    };
    /**
     * Unknown
     * @description A picture is of no class when its likeliest class stays below the threshold.
     */
    "Manifest.Unknown": {
      /** Threshold */
      threshold: number;
    };
    /**
     * Manifest
     * @description A version as data: ``manifest.json``.
     */
    Manifest: {
      /**
       * Format
       * @default graft-bundle/1
       * @constant
       */
      format?: "graft-bundle/1";
      project: components["schemas"]["Manifest.Named"];
      /** Version */
      version: number;
      /**
       * Created At
       * Format: date-time
       */
      created_at: string;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      /** Classes */
      classes: components["schemas"]["Manifest.Named"][];
      input: components["schemas"]["Manifest.Input"];
      backbone: components["schemas"]["Manifest.BackbonePart"];
      head: components["schemas"]["Manifest.HeadPart"];
      /** @default null */
      calibration?: components["schemas"]["Manifest.Calibration"] | null;
      /** @default null */
      unknown?: components["schemas"]["Manifest.Unknown"] | null;
      /**
       * Thresholds
       * @default null
       */
      thresholds?: number[] | null;
      /** @default null */
      target?: components["schemas"]["Manifest.Target"] | null;
      metrics: components["schemas"]["Manifest.Metrics"];
      parity: components["schemas"]["Manifest.Parity"];
      /** @default null */
      transfer?: components["schemas"]["Manifest.Transfer"] | null;
      /** @default null */
      against_scratch?: components["schemas"]["Manifest.AgainstScratch"] | null;
      run: components["schemas"]["Manifest.RunPart"];
    };
    /**
     * VersionOut
     * @description A published version.
     */
    VersionOut: {
      /** Number */
      number: number;
      /** Run Id */
      run_id: string;
      /** Backbone */
      backbone: string;
      /** Strategy */
      strategy: string;
      /**
       * Task
       * @enum {string}
       */
      task: "single_label" | "multi_label" | "regression";
      /** Accuracy */
      accuracy: number | null;
      /** R2 */
      r2: number | null;
      /** Mae */
      mae: number | null;
      /** Mean Average Precision */
      mean_average_precision: number | null;
      /** Exact Match */
      exact_match: number | null;
      /** Interval */
      interval: number[] | null;
      /** Test Examples */
      test_examples: number;
      /** Created At */
      created_at: string;
      /** Current */
      current: boolean;
      /** Bundle Bytes */
      bundle_bytes: number | null;
    };
    /** @description Every error: which rule was broken, what came, and the cure. */
    Error: {
      error: {
        /** @description The same for the same mistake, always. */
        code: string;
        /** @description A sentence for people. */
        message: string;
        /** @description For programs; by the code. */
        details: Record<string, never>;
        /** @description As in the server's log. */
        request_id: string | null;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
