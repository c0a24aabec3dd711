#!/usr/bin/env node
import '@drave/cli/bin';
